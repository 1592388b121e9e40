import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from './curve.js';

const CURVE = { x: [1, 2, 4, 8], y: [10, 20, 30, 10] };

describe('a curve', () => {
  it.each([
    [1, 10],
    [1.5, 15],
    [2, 20],
    [3, 25],
    [4, 30],
    [6, 20],
    [8, 10],
  ])('at %d is %d', (at, value) => {
    expect(valueAt(CURVE, at)).toBeCloseTo(value, 12);
  });

  it.each([
    [0, 0],
    [-1, -10],
    [10, 0],
    [12, -10],
  ])('goes on with its first and its last piece: at %d is %d', (at, value) => {
    expect(valueAt(CURVE, at)).toBeCloseTo(value, 12);
  });

  it('of one point is that point', () => {
    expect([-5, 3, 99].map((at) => valueAt({ x: [3], y: [7] }, at))).toEqual([7, 7, 7]);
  });

  it('passes through its points and stays between neighbours', () => {
    const ys = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(ys, fc.double({ min: 0, max: 1, noNaN: true }), (y, share) => {
        const curve = { x: y.map((_, i) => i * i), y };
        y.forEach((value, i) => expect(valueAt(curve, i * i)).toBeCloseTo(value, 9));
        for (let i = 1; i < y.length; i++) {
          const at = (i - 1) ** 2 + share * (i ** 2 - (i - 1) ** 2);
          expect(valueAt(curve, at)).toBeGreaterThanOrEqual(Math.min(y[i - 1]!, y[i]!) - 1e-9);
          expect(valueAt(curve, at)).toBeLessThanOrEqual(Math.max(y[i - 1]!, y[i]!) + 1e-9);
        }
      }),
    );
  });
});
