/** Piecewise linear curves: (10, 1), (20, 3), (40, 4). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Curve, firstAbove, linearAt } from './curve.js';

const curveOf = (...points: readonly (readonly [number, number])[]): Curve => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
});

describe('the value of a curve', () => {
  const curve = curveOf([10, 1], [20, 3], [40, 4]);

  it.each([
    [0, 1],
    [10, 1],
    [15, 2],
    [20, 3],
    [30, 3.5],
    [40, 4],
    [60, 5], // along the last segment: 1 in 20
  ])('at %d is %d', (at, value) => {
    expect(linearAt(curve, at)).toBeCloseTo(value, 12);
  });

  it('never falls beyond the last point', () => {
    expect(linearAt(curveOf([10, 5], [20, 3]), 100)).toBe(3);
    expect(linearAt(curveOf([10, 5], [20, 3]), 15)).toBe(4);
  });

  it('of one point is that of the point', () => {
    for (const at of [0, 7, 100]) expect(linearAt(curveOf([7, 2]), at)).toBe(2);
  });

  it('goes through its points and stays between neighbours', () => {
    const points = fc
      .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 12 })
      .chain((xs) =>
        fc.tuple(
          fc.constant([...xs].sort((a, b) => a - b)),
          fc.array(fc.integer({ min: 0, max: 99 }), { minLength: xs.length, maxLength: xs.length }),
        ),
      );
    fc.assert(
      fc.property(points, fc.double({ min: 0, max: 1, noNaN: true }), ([xs, ys], share) => {
        const some = curveOf(...xs.map((x, i) => [x, ys[i]!] as const));
        xs.forEach((x, i) => expect(linearAt(some, x)).toBeCloseTo(ys[i]!, 9));
        for (let i = 1; i < xs.length; i++) {
          const value = linearAt(some, xs[i - 1]! + share * (xs[i]! - xs[i - 1]!));
          expect(value).toBeGreaterThanOrEqual(Math.min(ys[i - 1]!, ys[i]!) - 1e-9);
          expect(value).toBeLessThanOrEqual(Math.max(ys[i - 1]!, ys[i]!) + 1e-9);
        }
      }),
    );
  });
});

describe('the first point above', () => {
  it.each([
    [0, 0],
    [9.9, 0],
    [10, 1],
    [19, 1],
    [20, 2],
  ])('%d has index %d of 10, 20, 40', (at, index) => {
    expect(firstAbove(Float64Array.of(10, 20, 40), at)).toBe(index);
  });

  it('is what a scan finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: -1, max: 49 }),
        (of, at) => {
          const xs = [...new Set([...of, 60])].sort((a, b) => a - b);
          expect(firstAbove(Float64Array.from(xs), at)).toBe(xs.findIndex((x) => x > at));
        },
      ),
    );
  });
});
