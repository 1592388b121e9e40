import { describe, expect, it } from 'vitest';
import { logGamma } from './gamma-function.js';

describe('ln Γ', () => {
  it.each([
    [1, 0],
    [2, 0],
    [3, Math.log(2)],
    [10, Math.log(362_880)],
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [1.5, Math.log(Math.sqrt(Math.PI) / 2)],
    [0.25, 1.2880225246980774],
    [0.01, 4.599479878042021],
    [100, 359.1342053695754],
    [1e6, 12_815_504.569148],
  ])('of %d', (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
  });

  it('grows by ln x from x to x + 1', () => {
    for (const x of [0.01, 0.3, 0.49, 0.5, 0.51, 1, 2.7, 17, 300]) {
      expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 11);
    }
  });

  it('is mirrored at 1/2: Γ(x) Γ(1 − x) = π / sin πx', () => {
    for (const x of [0.05, 0.2, 0.4]) {
      expect(logGamma(x) + logGamma(1 - x)).toBeCloseTo(Math.log(Math.PI / Math.sin(Math.PI * x)), 12);
    }
  });
});
