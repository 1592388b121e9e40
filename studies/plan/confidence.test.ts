import { expect, it } from 'vitest';
import { lowerBound, studentQuantile } from './confidence.js';

// a table of Student's t, one-sided
it.each([
  [0.95, 1, 6.3138],
  [0.95, 2, 2.92],
  [0.95, 4, 2.1318],
  [0.9, 3, 1.6377],
  [0.99, 7, 2.998],
  [0.975, 30, 2.0423],
  [0.5, 5, 0],
])('t quantile at %d with %d degrees of freedom', (p, degrees, expected) => {
  expect(studentQuantile(p, degrees)).toBeCloseTo(expected, 3);
});

it('bounds the mean from below, more loosely for fewer and wilder runs', () => {
  expect(lowerBound([0.96, 0.96, 0.96], 0.95)).toBeCloseTo(0.96, 12);
  expect(lowerBound([0.95, 0.96, 0.97], 0.95)).toBeCloseTo(0.96 - (2.92 * 0.01) / Math.sqrt(3), 5);
  expect(lowerBound([0.9, 0.96, 1], 0.95)).toBeLessThan(lowerBound([0.95, 0.96, 0.97], 0.95));
});
