import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceil, divide, fixed, PythonError } from './python.js';

describe("a float in Python's fixed format", () => {
  it.each([
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [0.5, 0, '0'],
    [1.5, 0, '2'],
    [2.5, 0, '2'],
    [-2.5, 0, '-2'],
    [-0.125, 2, '-0.12'],
    [2.675, 2, '2.67'],
    [1.005, 2, '1.00'],
    [0.1, 3, '0.100'],
    [1234.5678, 2, '1234.57'],
    [0, 2, '0.00'],
    [1e6, 2, '1000000.00'],
    [0.0005, 3, '0.001'],
    [0.0625, 3, '0.062'],
    [Number.NaN, 3, 'nan'],
    [Number.POSITIVE_INFINITY, 3, 'inf'],
    [Number.NEGATIVE_INFINITY, 2, '-inf'],
  ])('%d to %d digits is %s', (value, digits, text) => {
    expect(fixed(value, digits)).toBe(text);
  });

  it('is at most half a digit away', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 4 }), (value, digits) => {
        expect(Math.abs(Number(fixed(value, digits)) - value)).toBeLessThanOrEqual(0.5 * 10 ** -digits + 1e-9);
      }),
    );
  });
});

describe('math.ceil', () => {
  it.each([
    [2, 2],
    [2.0001, 3],
    [-1.5, -1],
    [0, 0],
  ])('of %d is %d', (value, above) => {
    expect(ceil(value) - above).toBe(0);
  });

  it.each([
    [Number.NaN, 'cannot convert float NaN to integer'],
    [Number.POSITIVE_INFINITY, 'cannot convert float infinity to integer'],
    [Number.NEGATIVE_INFINITY, 'cannot convert float infinity to integer'],
  ])('of %d raises', (value, message) => {
    expect(() => ceil(value)).toThrow(new PythonError(message));
  });
});

describe('division', () => {
  it.each([
    [6, 3, 2],
    [1, 4, 0.25],
    [0, 5, 0],
    [-6, 3, -2],
  ])('of %d by %d is %d', (dividend, divisor, quotient) => {
    expect(divide(dividend, divisor)).toBe(quotient);
  });

  it.each([1, 0, -1])('of %d by 0 raises', (dividend) => {
    expect(() => divide(dividend, 0)).toThrow(new PythonError('float division by zero'));
    expect(() => divide(dividend, -0)).toThrow(PythonError);
  });

  it('by NaN is NaN, as in Python', () => {
    expect(divide(1, Number.NaN)).toBeNaN();
  });
});

it('a Python exception can be told from a fault of ours', () => {
  expect(new PythonError('x')).toBeInstanceOf(Error);
  expect(new Error('x')).not.toBeInstanceOf(PythonError);
});
