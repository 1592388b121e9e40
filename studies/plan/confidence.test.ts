import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound, studentQuantile } from './confidence.js';

// a table of Student's t, one-sided
it.each([
  [0.95, 1, 6.3138],
  [0.95, 2, 2.92],
  [0.95, 4, 2.1318],
  [0.9, 3, 1.6377],
  [0.99, 7, 2.998],
  [0.975, 30, 2.0423],
  [0.995, 1, 63.6567],
  [0.5, 5, 0],
])('t quantile at %d with %d degrees of freedom', (p, degrees, expected) => {
  expect(studentQuantile(p, degrees)).toBeCloseTo(expected, 3);
});

it('t quantiles fall with the degrees of freedom, to those of the normal distribution', () => {
  const quantiles = [1, 2, 3, 5, 10, 100, 1000].map((degrees) => studentQuantile(0.95, degrees));
  expect(quantiles).toEqual(quantiles.toSorted((a, b) => b - a));
  expect(quantiles.at(-1)).toBeCloseTo(1.6449, 2);
});

describe('the bound of a mean from below', () => {
  const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });

  it('is mean − t·s ÷ √n', () => {
    expect(lowerBound([0.95, 0.96, 0.97], 0.95)).toBeCloseTo(0.96 - (2.92 * 0.01) / Math.sqrt(3), 5);
    expect(lowerBound([0.9, 1], 0.95)).toBeCloseTo(0.95 - (6.3138 * Math.SQRT1_2 * 0.1) / Math.SQRT2, 4);
  });

  it('is the mean of equal values, of one value, and without any confidence', () => {
    expect(lowerBound([0.96, 0.96, 0.96], 0.95)).toBeCloseTo(0.96, 12);
    expect(lowerBound([0.7], 0.99)).toBe(0.7);
    expect(lowerBound([0.9, 1], 0.5)).toBeCloseTo(0.95, 9);
  });

  it('is never above the mean, and falls with the confidence', () => {
    fc.assert(
      fc.property(shares, (values) => {
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const bounds = [0.5, 0.8, 0.95, 0.99].map((confidence) => lowerBound(values, confidence));
        expect(Math.max(...bounds)).toBeLessThanOrEqual(mean + 1e-9);
        for (const [i, bound] of bounds.slice(1).entries()) expect(bound).toBeLessThanOrEqual(bounds[i]! + 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  it('moves with the values, whatever their order', () => {
    fc.assert(
      fc.property(shares, fc.double({ min: -1, max: 1, noNaN: true }), (values, shift) => {
        const bound = lowerBound(values, 0.95);
        expect(lowerBound(values.toReversed(), 0.95)).toBeCloseTo(bound, 9);
        expect(
          lowerBound(
            values.map((value) => value + shift),
            0.95,
          ),
        ).toBeCloseTo(bound + shift, 9);
      }),
      { numRuns: 40 },
    );
  });

  it('is looser for fewer and for wilder runs', () => {
    expect(lowerBound([0.9, 0.96, 1], 0.95)).toBeLessThan(lowerBound([0.95, 0.96, 0.97], 0.95));
    expect(lowerBound([0.95, 0.97], 0.95)).toBeLessThan(lowerBound([0.95, 0.97, 0.95, 0.97], 0.95));
  });
});
