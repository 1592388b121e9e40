import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line } from '../testing/index.js';
import { evaluate, evaluateAt, type Fit, leastSquares, nonNegativeLine, weightedHinge } from './fits.js';
import type { Sample } from './samples.js';

const number = fc.double({ min: -50, max: 50, noNaN: true });
const positive = fc.double({ min: 0, max: 50, noNaN: true });
const one = (xs: readonly number[], of: (x: number) => number): Sample[] => xs.map((x) => ({ x: [x], y: of(x) }));
const PLACES: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 7],
  [4, 2],
  [6, 9],
  [3, 3],
];
const two = (of: (x: number, z: number) => number): Sample[] => PLACES.map((x) => ({ x, y: of(...x) }));

describe('the value of a fit', () => {
  it.each<[string, Fit, readonly number[], number]>([
    ['a constant', { intercept: 7, slopes: [] }, [3], 7],
    ['a line', { intercept: 7, slopes: [2] }, [3], 13],
    ['a plane', { intercept: 7, slopes: [2, -1] }, [3, 5], 8],
    ['before a bend', { intercept: 7, slopes: [2], knot: 4, bend: 10 }, [3], 13],
    ['at a bend', { intercept: 7, slopes: [2], knot: 3, bend: 10 }, [3], 13],
    ['behind a bend', { intercept: 7, slopes: [2], knot: 1, bend: 10 }, [3], 33],
  ])('%s', (_what, fit, x, value) => {
    expect(evaluate(fit, x)).toBe(value);
    if (fit.slopes.length > 0) expect(evaluateAt(fit, x[0]!, x[1] ?? 999)).toBe(value);
  });
});

describe('ordinary least squares', () => {
  it('of a line by hand: slope 0.8, intercept 1.3', () => {
    const { intercept, slopes } = leastSquares([1, 3, 2, 4].map((y, x) => ({ x: [x], y })));
    expect(slopes[0]).toBeCloseTo(0.8, 12);
    expect(intercept).toBeCloseTo(1.3, 12);
  });

  it('is exact for a line, and for a plane', () => {
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const straight = leastSquares(one([1, 2, 5, 9], (x) => a + b * x));
        expect(straight.slopes[0]).toBeCloseTo(b, 8);
        expect(straight.intercept).toBeCloseTo(a, 7);
        const flat = leastSquares(two((x, z) => a + b * x + c * z));
        expect(flat.slopes[0]).toBeCloseTo(b, 8);
        expect(flat.slopes[1]).toBeCloseTo(c, 8);
        expect(flat.intercept).toBeCloseTo(a, 7);
      }),
    );
  });

  it('leaves residuals that add up to 0 and are square to every axis', () => {
    const ys = fc.array(number, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(ys, (values) => {
        const samples = PLACES.map((x, i) => ({ x, y: values[i]! }));
        const fit = leastSquares(samples);
        const residual = ({ x, y }: Sample) => y - evaluate(fit, x);
        const sum = (of: (sample: Sample) => number) => samples.reduce((total, sample) => total + of(sample), 0);
        expect(sum(residual)).toBeCloseTo(0, 7);
        for (const axis of [0, 1]) expect(sum((sample) => residual(sample) * sample.x[axis]!)).toBeCloseTo(0, 6);
      }),
    );
  });

  it('has no slope along an axis without spread', () => {
    expect(leastSquares([{ x: [4], y: 8 }])).toEqual({ intercept: 8, slopes: [0] });
    const still = leastSquares(one([4, 4, 4], () => 8));
    expect(still).toEqual({ intercept: 8, slopes: [0] });
    const half = leastSquares([1, 2, 3].map((x) => ({ x: [x, 7], y: 10 + 3 * x })));
    expect(half.slopes[0]).toBeCloseTo(3, 12);
    expect(half.slopes[1]).toBeCloseTo(0, 12);
  });

  it('shares a slope between axes that move together, by the least norm', () => {
    const { slopes, intercept } = leastSquares([1, 2, 3].map((t) => ({ x: [t, 2 * t], y: 1 + 5 * t })));
    expect(slopes[0]).toBeCloseTo(1, 9);
    expect(slopes[1]).toBeCloseTo(2, 9);
    expect(intercept).toBeCloseTo(1, 9);
  });

  it('of two axes and one sample is that sample', () => {
    expect(leastSquares([{ x: [3, 4], y: 9 }])).toEqual({ intercept: 9, slopes: [0, 0] });
  });
});

describe('the line without negative slopes', () => {
  it('is exact where the slopes are positive', () => {
    fc.assert(
      fc.property(number, fc.double({ min: 0.1, max: 9, noNaN: true }), positive, (a, b, c) => {
        const fit = nonNegativeLine(two((x, z) => a + b * x + c * z))!;
        expect(fit.slopes[0]).toBeCloseTo(b, 4);
        expect(fit.slopes[1]).toBeCloseTo(c, 4);
        expect(fit.intercept).toBeCloseTo(a, 3);
      }),
    );
  });

  it('leaves out an axis along which time would fall', () => {
    const fit = nonNegativeLine(two((x, z) => 10 + 3 * x - 0.01 * z))!;
    expect(fit.slopes[0]).toBeGreaterThan(2.9);
    expect(fit.slopes[1]).toBe(0);
  });

  it('is none where time falls along all axes, once there are more samples than axes', () => {
    expect(nonNegativeLine(two((x, z) => 100 - 3 * x - z))).toBeUndefined();
    expect(nonNegativeLine(one([1, 2, 3], (x) => 10 - x))).toBeUndefined();
    expect(nonNegativeLine(one([1, 2, 3], () => 10))).toBeUndefined();
  });

  it('of one sample is that sample: there is no signal to ask for', () => {
    const fit = nonNegativeLine([{ x: [5], y: 12 }])!;
    expect(evaluate(fit, [5])).toBeCloseTo(12, 6);
  });

  it('of no samples is none', () => {
    expect(nonNegativeLine([])).toBeUndefined();
  });

  it('has no negative slope, and no smaller error than least squares', () => {
    const ys = fc.array(positive, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(ys, (values) => {
        const samples = PLACES.map((x, i) => ({ x, y: values[i]! }));
        const fit = nonNegativeLine(samples);
        if (!fit) return;
        expect(Math.min(...fit.slopes)).toBeGreaterThanOrEqual(0);
        const error = (of: Fit) => samples.reduce((sum, { x, y }) => sum + (evaluate(of, x) - y) ** 2, 0);
        expect(error(fit)).toBeGreaterThanOrEqual(error(leastSquares(samples)) - 1e-6);
      }),
    );
  });
});

describe('the line with one bend', () => {
  const bent = (knot: number) => (x: number) => 30 + 0.01 * x + 0.04 * Math.max(0, x - knot);

  it('finds a bend at one of its samples', () => {
    // of eleven places the fifths are at 200, 400, 600 and 800
    const samples = one(line(11, 0, 100), bent(400));
    const fit = weightedHinge(samples)!;
    expect(fit.knot).toBe(400);
    for (const { x, y } of samples) expect(evaluate(fit, x)).toBeCloseTo(y, 6);
    expect(evaluate(fit, [450])).toBeCloseTo(bent(400)(450), 6);
  });

  it('finds a bend between samples about where it is', () => {
    const fit = weightedHinge(one([100, 300, 900, 2000, 5000, 9000], bent(1500)))!;
    for (const x of [200, 1000, 4000, 8000]) {
      expect(Math.abs(evaluate(fit, [x]) / bent(1500)(x) - 1)).toBeLessThan(0.15);
    }
  });

  it('of a straight line is straight', () => {
    const fit = weightedHinge(one([100, 500, 1000, 2000, 4000, 8000], (x) => 10 + x / 100))!;
    for (const x of [50, 700, 6000, 16_000]) expect(evaluate(fit, [x])).toBeCloseTo(10 + x / 100, 4);
  });

  it('weighs errors by the time itself, above 25 ms', () => {
    // the same 10 % of error at a short and at a long step: both pull alike, though one is ten times as large
    const exact = (x: number) => 100 * x;
    const samples = one(line(12, 1, 1), exact);
    const off = (index: number) => samples.map((s, i) => (i === index ? { ...s, y: s.y * 1.1 } : s));
    const moved = (index: number) => {
      const fit = weightedHinge(off(index))!;
      return samples.reduce((sum, { x, y }) => sum + ((evaluate(fit, x) - y) / y) ** 2, 0);
    };
    expect(moved(11)).toBeLessThan(3 * moved(4) + 0.01);
  });

  it('never falls: both slopes are 0 or more', () => {
    const ys = fc.array(fc.double({ min: 1, max: 500, noNaN: true }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(ys, (values) => {
        const fit = weightedHinge(values.map((y, i) => ({ x: [100 * (i + 1)], y })));
        if (!fit) return;
        expect(fit.slopes[0]).toBeGreaterThanOrEqual(0);
        expect(fit.slopes[0]! + fit.bend!).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });

  it.each([
    ['no samples', []],
    ['one place', [5, 5, 5, 5, 5, 5]],
    ['two places', [5, 5, 5, 9, 9, 9]],
  ])('is none for %s', (_what, xs) => {
    expect(weightedHinge(one(xs, (x) => x))).toBeUndefined();
  });

  it('is none where time falls', () => {
    expect(weightedHinge(one(line(8, 1, 1), (x) => 1000 - 50 * x))).toBeUndefined();
  });

  it('may begin at 0, where no logarithm is', () => {
    const fit = weightedHinge(one([0, 1, 2, 3, 4, 5], (x) => 30 + x))!;
    expect(evaluate(fit, [2.5])).toBeCloseTo(32.5, 6);
  });
});
