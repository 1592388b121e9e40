import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noise } from '../../testing/index.js';
import { largestInverseRoot, type Order, parameterCount, split } from './order.js';
import { difference, startParameters } from './start.js';

describe('differences', () => {
  it.each([
    [0, [3, 8, 6, 7]],
    [1, [5, -2, 1]],
    [2, [-7, 3]],
    [3, [10]],
    [4, []],
  ])('%d times', (d, expected) => {
    expect(difference([3, 8, 6, 7], d)).toEqual(expected);
  });

  it('take a polynomial down by one degree each', () => {
    const squares = Array.from({ length: 8 }, (_, i) => i * i);
    expect(difference(squares, 2)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(difference(squares, 3)).toEqual([0, 0, 0, 0, 0]);
  });
});

const order = (p: number, q: number, more: Partial<Order> = {}): Order => ({ p, d: 0, q, intercept: false, ...more });

describe('the start of a search', () => {
  it('of white noise is its mean square', () => {
    expect(startParameters([1, -3, 2], order(0, 0))).toEqual([14 / 3]);
  });

  it('of white noise about a level is the mean, and the variance about it', () => {
    const [mean, variance] = startParameters([1, 3, 8], order(0, 0, { intercept: true }));
    expect(mean).toBeCloseTo(4, 12);
    expect(variance).toBeCloseTo((9 + 1 + 16) / 3, 12);
  });

  it('of one lag is its regression: Σ x(t)x(t − 1) ÷ Σ x(t − 1)²', () => {
    const [phi, variance] = startParameters([2, 1, 1, -1], order(1, 0));
    // (2·1 + 1·1 − 1·1) ÷ (4 + 1 + 1)
    expect(phi).toBeCloseTo(2 / 6, 12);
    const errors = [1 - 2 / 3, 1 - 1 / 3, -1 - 1 / 3];
    expect(variance).toBeCloseTo(errors.reduce((sum, error) => sum + error * error, 0) / 3, 12);
  });

  it('has no variance of 0: a decay without noise', () => {
    const [phi, variance] = startParameters([8, 4, 2, 1], order(1, 0));
    expect(phi).toBeCloseTo(0.5, 12);
    expect(variance).toBe(1e-10);
  });

  it('is 0 where the regression is not stable', () => {
    expect(startParameters([1, 2, 4, 8, 16], order(1, 0))[0]).toBe(0);
  });

  it('finds the lags of a long series', () => {
    const shocks = noise(400, 9);
    const series: number[] = [];
    for (const shock of shocks) series.push(0.6 * (series.at(-1) ?? 0) + shock);
    const [phi, variance] = startParameters(series, order(1, 0));
    expect(phi).toBeCloseTo(0.6, 1);
    expect(variance).toBeCloseTo(1, 0);
  });

  it('finds a moving average from the residuals of a long autoregression', () => {
    const shocks = noise(400, 9);
    const series = shocks.map((shock, t) => shock + 0.5 * (shocks[t - 1] ?? 0));
    expect(startParameters(series, order(0, 1))[0]).toBeCloseTo(0.5, 1);
  });

  it('is fitted to the differences', () => {
    const walk = [1, 4, 5, 9];
    expect(startParameters(walk, order(0, 0, { d: 1 }))).toEqual([(9 + 1 + 16) / 3]);
  });

  it('knows nothing of a series shorter than its lags', () => {
    const start = startParameters([3, 5], order(2, 2, { intercept: true }));
    expect(start.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(start[5]).toBeCloseTo(1, 12);
  });

  it('is always a model that the search may start from', () => {
    const lags = fc.integer({ min: 0, max: 3 });
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 25 });
    fc.assert(
      fc.property(values, lags, lags, fc.boolean(), (series, p, q, intercept) => {
        const chosen = order(p, q, { intercept });
        const start = startParameters(series, chosen);
        const { ar, ma, variance } = split(chosen, start);
        expect(start).toHaveLength(parameterCount(chosen));
        expect(start.every(Number.isFinite)).toBe(true);
        expect(largestInverseRoot(ar)).toBeLessThan(1);
        expect(largestInverseRoot(ma.map((value) => -value))).toBeLessThan(1);
        expect(variance).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});
