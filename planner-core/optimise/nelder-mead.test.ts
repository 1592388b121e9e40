import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rosenbrock } from '../testing/index.js';
import { minimise } from './nelder-mead.js';

const WIDE = { step: 1, evaluations: 400 };

describe("Nelder and Mead's simplex", () => {
  it('finds the end of a curved valley', () => {
    const { at, value } = minimise(rosenbrock, [-1.2, 1], { step: 0.5, evaluations: 400 });
    expect(value).toBeLessThan(1e-6);
    expect(at[0]).toBeCloseTo(1, 2);
  });

  it('finds the bottom of any bowl, and says how deep it is', () => {
    const place = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(place, place, fc.double({ min: -5, max: 5, noNaN: true }), (a, b, depth) => {
        const { at, value } = minimise(([x, y]) => (x! - a) ** 2 + 2 * (y! - b) ** 2 + depth, [0, 0], WIDE);
        expect(Math.abs(at[0]! - a)).toBeLessThan(0.01);
        expect(Math.abs(at[1]! - b)).toBeLessThan(0.01);
        expect(value).toBeCloseTo(depth, 3);
      }),
    );
  });

  it('works along one axis', () => {
    expect(minimise(([x]) => Math.abs(x! - 3), [0], WIDE).at[0]).toBeCloseTo(3, 5);
  });

  it('needs no slope: a step down counts', () => {
    const stairs = ([x]: readonly number[]) => Math.floor(Math.abs(x! - 7));
    expect(minimise(stairs, [0], WIDE).value).toBe(0);
  });

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('keeps off places whose cost is %s', (_what, nowhere) => {
    const half = ([x]: readonly number[]) => (x! < 1 ? nowhere : x!);
    const { at, value } = minimise(half, [5], WIDE);
    expect(value).toBeCloseTo(1, 3);
    expect(at[0]).toBeGreaterThanOrEqual(1);
  });

  it('asks for as many costs as it may, and one step beyond at the most', () => {
    for (const evaluations of [3, 10, 37]) {
      let asked = 0;
      minimise(
        (at) => {
          asked++;
          return rosenbrock(at);
        },
        [-1.2, 1],
        { step: 0.5, evaluations },
      );
      expect(asked).toBeGreaterThanOrEqual(evaluations);
      expect(asked).toBeLessThanOrEqual(evaluations + 3);
    }
  });

  it('stops early where all corners are as high', () => {
    let asked = 0;
    const flat = () => {
      asked++;
      return 4;
    };
    expect(minimise(flat, [1, 2, 3], WIDE).value).toBe(4);
    expect(asked).toBe(4);
  });

  it('gives the best place it has seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), (evaluations) => {
        const seen: number[] = [];
        const { at, value } = minimise(
          (place) => {
            seen.push(rosenbrock(place));
            return seen.at(-1)!;
          },
          [-1.2, 1],
          { step: 0.5, evaluations },
        );
        expect(value).toBe(Math.min(...seen));
        expect(rosenbrock(at)).toBe(value);
      }),
    );
  });
});
