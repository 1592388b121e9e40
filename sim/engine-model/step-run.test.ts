/** Runs of decode steps in closed form against the steps one by one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Curve, linearAt } from './curve.js';
import { runSeconds, stepsToReach, visitPieces } from './step-run.js';

/** 10 ms up to a context of 100, 1 ms more every 10 tokens up to 200, 2 ms every 10 tokens beyond. */
const BENT: Curve = { x: Float64Array.of(100, 200, 300), y: Float64Array.of(0.01, 0.02, 0.04) };
const FLAT: Curve = { x: Float64Array.of(1, 1000), y: Float64Array.of(0.01, 0.01) };

function pieces(curve: Curve, context: number, stride: number, steps: number) {
  const all: [first_ms: number, increment_ms: number, steps: number][] = [];
  visitPieces(curve, context, stride, steps, (first_s, increment_s, count) =>
    all.push([Math.round(first_s * 1e9) / 1e6, Math.round(increment_s * 1e9) / 1e6, count]),
  );
  return all;
}

/** Step times one by one. */
const oneByOne = (curve: Curve, context: number, stride: number, steps: number) =>
  Array.from({ length: steps }, (_, i) => linearAt(curve, context + i * stride));

describe('the pieces of a run', () => {
  it('are one where the curve is straight', () => {
    expect(pieces(BENT, 110, 1, 20)).toEqual([[11, 0.1, 20]]);
    expect(pieces(FLAT, 50, 1, 20)).toEqual([[10, 0, 20]]);
  });

  it('change where the curve bends; the step on the bend belongs to the piece before it', () => {
    expect(pieces(BENT, 198, 1, 6)).toEqual([
      [19.8, 0.1, 3],
      [20.2, 0.2, 3],
    ]);
  });

  it('begin flat below the first point, and go on along the last segment', () => {
    expect(pieces(BENT, 99, 1, 3)).toEqual([
      [10, 0, 2],
      [10.1, 0.1, 1],
    ]);
    expect(pieces(BENT, 350, 1, 1000)).toEqual([[50, 0.2, 1000]]);
  });

  it('have the increments of the stride', () => {
    expect(pieces(BENT, 110, 2.5, 4)).toEqual([[11, 0.25, 4]]);
  });

  it('are one for a curve of one point, and none for no step', () => {
    const point: Curve = { x: Float64Array.of(5), y: Float64Array.of(0.003) };
    expect(pieces(point, 1, 1, 7)).toEqual([[3, 0, 7]]);
    expect(pieces(BENT, 110, 1, 0)).toEqual([]);
  });

  it('stay flat where the last segment falls', () => {
    const falling: Curve = { x: Float64Array.of(100, 200), y: Float64Array.of(0.02, 0.01) };
    expect(pieces(falling, 250, 1, 5)).toEqual([[10, 0, 5]]);
    expect(pieces(falling, 150, 10, 2)).toEqual([[15, -1, 2]]);
  });
});

describe('the seconds of a run', () => {
  it('are the sum of its steps, by hand', () => {
    // 11.0, 11.1, …, 11.9 ms
    expect(runSeconds(BENT, 110, 1, 10)).toBeCloseTo(0.1145, 12);
    expect(runSeconds(BENT, 110, 1, 0)).toBe(0);
  });
});

describe('the steps to reach a time', () => {
  it.each([
    [0, 1],
    [0.0099, 1],
    [0.01, 1],
    [0.0101, 2],
    [0.05, 5],
    [1, 100],
    [50, 100],
  ])('of %d s at 10 ms a step are %d of at most 100', (seconds, steps) => {
    expect(stepsToReach(FLAT, 50, 1, seconds, 100)).toBe(steps);
  });

  it('are none where none may be made', () => {
    expect(stepsToReach(FLAT, 50, 1, 1, 0)).toBe(0);
  });
});

const anyCurve = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 6, maxLength: 6 }),
  )
  .map(([xs, ys]): Curve => {
    const x = Float64Array.from([...xs].sort((a, b) => a - b));
    return { x, y: Float64Array.from(x, (_, i) => ys[i]! / 1000) };
  });
const anyRun = fc.record({
  curve: anyCurve,
  context: fc.double({ min: 0.5, max: 700, noNaN: true }),
  stride: fc.constantFrom(1, 1, 1.7, 3),
  steps: fc.integer({ min: 1, max: 400 }),
});

describe('any run', () => {
  it('is the steps one by one, and its pieces are too', () => {
    fc.assert(
      fc.property(anyRun, ({ curve, context, stride, steps }) => {
        const times = oneByOne(curve, context, stride, steps);
        const told: number[] = [];
        visitPieces(curve, context, stride, steps, (first_s, increment_s, count) => {
          for (let i = 0; i < count; i++) told.push(first_s + i * increment_s);
        });
        expect(told).toHaveLength(steps);
        told.forEach((step_s, i) => expect(step_s).toBeCloseTo(times[i]!, 9));
        expect(runSeconds(curve, context, stride, steps)).toBeCloseTo(
          times.reduce((sum, step_s) => sum + step_s, 0),
          9,
        );
      }),
    );
  });

  it('adds up over any cut', () => {
    fc.assert(
      fc.property(anyRun, fc.integer({ min: 1, max: 400 }), ({ curve, context, stride, steps }, more) => {
        const whole = runSeconds(curve, context, stride, steps + more);
        const cut =
          runSeconds(curve, context, stride, steps) + runSeconds(curve, context + steps * stride, stride, more);
        expect(cut).toBeCloseTo(whole, 9);
      }),
    );
  });

  it('reaches a time with the fewest steps that do', () => {
    fc.assert(
      fc.property(anyRun, fc.double({ min: 0, max: 1.2, noNaN: true }), ({ curve, context, stride, steps }, share) => {
        const seconds = share * runSeconds(curve, context, stride, steps);
        const found = stepsToReach(curve, context, stride, seconds, steps);
        expect(found).toBeGreaterThanOrEqual(1);
        expect(found).toBeLessThanOrEqual(steps);
        if (found < steps) expect(runSeconds(curve, context, stride, found)).toBeGreaterThanOrEqual(seconds - 1e-9);
        if (found > 1) expect(runSeconds(curve, context, stride, found - 1)).toBeLessThan(seconds + 1e-9);
      }),
      { numRuns: 300 },
    );
  });
});
