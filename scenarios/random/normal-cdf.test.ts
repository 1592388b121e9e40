import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal-cdf.js';

describe('the normal distribution function', () => {
  // Abramowitz and Stegun, table 26.1
  it.each([
    [0, 0.5],
    [0.5, 0.6914624613],
    [1, 0.8413447461],
    [1.2815516, 0.9],
    [1.6448536, 0.95],
    [1.96, 0.9750021049],
    [3, 0.998650102],
    [5, 0.9999997133],
  ])('at ±%d', (z, p) => {
    expect(Math.abs(normalCdf(z) - p)).toBeLessThan(7.5e-8);
    expect(Math.abs(normalCdf(-z) - (1 - p))).toBeLessThan(7.5e-8);
  });

  it('is symmetric, ascends, and stays in 0..1', () => {
    let before = 0;
    for (let z = -8; z <= 8; z += 0.125) {
      expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 8);
      expect(normalCdf(z)).toBeGreaterThanOrEqual(before);
      before = normalCdf(z);
    }
    expect(normalCdf(40)).toBe(1);
    expect(normalCdf(-40)).toBe(0);
  });
});
