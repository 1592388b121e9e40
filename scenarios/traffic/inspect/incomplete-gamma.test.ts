import { describe, expect, it } from 'vitest';
import { incompleteGamma } from './incomplete-gamma.js';

describe('P(a, x)', () => {
  it.each([
    [1, 2, 1 - Math.exp(-2)],
    [2, 2, 1 - 3 * Math.exp(-2)],
    [3, 10, 1 - 61 * Math.exp(-10)],
    [0.5, 0.25, 0.5204998778], // erf(0.5)
    [0.5, 4, 0.995322265], // erf(2)
    [5, 5, 0.5595067149],
    [10, 3, 0.0011024881],
  ])('(%d, %d)', (a, x, p) => expect(incompleteGamma(a, x)).toBeCloseTo(p, 9));

  it('is 0 at and below 0, and 1 far out', () => {
    expect([incompleteGamma(2, 0), incompleteGamma(2, -5)]).toEqual([0, 0]);
    expect(incompleteGamma(2, 700)).toBe(1);
    expect(incompleteGamma(0.1, 50)).toBeCloseTo(1, 12);
  });

  it('is one function on both sides of a + 1, where its two formulas meet', () => {
    for (const a of [0.3, 1, 4, 30]) {
      const [below, above] = [incompleteGamma(a, a + 1 - 1e-9), incompleteGamma(a, a + 1 + 1e-9)];
      expect(above - below).toBeGreaterThanOrEqual(0);
      expect(above - below).toBeLessThan(1e-8);
    }
  });

  it('steps down by x^a e^−x / Γ(a + 1) from a to a + 1', () => {
    for (const [a, x, gamma] of [
      [1, 0.5, 1],
      [2, 3, 2],
      [4, 9, 24],
    ] as const) {
      expect(incompleteGamma(a, x) - incompleteGamma(a + 1, x)).toBeCloseTo((x ** a * Math.exp(-x)) / gamma, 11);
    }
  });
});
