import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundHalfEven } from './round-half-even.js';

describe('rounding half to even', () => {
  it.each([
    [0, 0],
    [7, 7],
    [0.49999999999999994, 0],
    [0.5, 0],
    [0.5000000000000001, 1],
    [1.5, 2],
    [2.4999, 2],
    [2.5, 2],
    [2.5001, 3],
    [3.5, 4],
    [-0.5, 0],
    [-0.51, -1],
    [-1.5, -2],
    [-2.5, -2],
    [-2.7, -3],
    [1e15 + 0.5, 1e15],
    [2 ** 53, 2 ** 53],
  ])('%d is %d', (value, rounded) => {
    expect(Math.abs(roundHalfEven(value) - rounded)).toBe(0);
  });

  it.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])('leaves %d', (value) => {
    expect(roundHalfEven(value)).toBe(value);
  });

  it('gives a whole number at most a half away, an even one from a tie', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 7 }), (whole, eighths) => {
        const value = whole + eighths / 8;
        const rounded = roundHalfEven(value);
        expect(Number.isInteger(rounded)).toBe(true);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5);
        if (eighths === 4) expect(Math.abs(rounded % 2)).toBe(0);
      }),
    );
  });

  it('does not mind the sign', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(roundHalfEven(-value) + roundHalfEven(value)).toBe(0);
      }),
    );
  });
});
