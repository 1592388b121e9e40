import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durations, histogramOf } from '../testing/durations.js';
import { confidenceOf, discardable, excusable, intervalsOf, quantileAtLeast, quantileInterval } from './confidence.js';
import { LogHistogram } from './log-histogram.js';

/** P(X ≤ most) of a binomial: terms outwards from the likeliest, which none of them underflows beside, over their sum. */
function binomialUpTo(most: number, n: number, p: number): number {
  const mode = Math.floor((n + 1) * p);
  const terms = new Array<number>(n + 1).fill(0);
  terms[mode] = 1;
  for (let t = mode; t < n; t++) terms[t + 1] = terms[t]! * ((n - t) / (t + 1)) * (p / (1 - p));
  for (let t = mode; t > 0; t--) terms[t - 1] = terms[t]! * (t / (n - t + 1)) * ((1 - p) / p);
  const sum = (some: readonly number[]) => some.reduce((all, term) => all + term, 0);
  return sum(terms.slice(0, most + 1)) / sum(terms);
}

const upTo = (n: number) => histogramOf(Array.from({ length: n }, (_, i) => i + 1));

describe('the interval of a quantile', () => {
  it('lies between the order statistics around it', () => {
    // ranks 500 ± 1.96 √(1000 / 4): 469 and 531
    const [low, high] = quantileInterval(upTo(1000), 0.5)!;
    expect(low / 469).toBeCloseTo(1, 2);
    expect(high / 531).toBeCloseTo(1, 2);
  });

  it('holds the quantile itself', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, q) => {
        const histogram = histogramOf(values);
        const interval = quantileInterval(histogram, q);
        if (!interval) return;
        expect(interval[0]).toBeLessThanOrEqual(histogram.quantile(q));
        expect(interval[1]).toBeGreaterThanOrEqual(histogram.quantile(q));
      }),
    );
  });

  it.each([
    [100, 0.5],
    [1000, 0.5],
    [1000, 0.9],
    [5000, 0.99],
  ])('of %i values holds the true quantile %d about 95 times of 100', (n, q) => {
    // it does where the count of values below the true one is at least the lower rank and less than the upper
    const spread = 1.959963984540054 * Math.sqrt(n * q * (1 - q));
    const [low, high] = [Math.floor(n * q - spread), Math.ceil(n * q + spread)];
    const coverage = binomialUpTo(high - 1, n, q) - binomialUpTo(low - 1, n, q);
    expect(coverage).toBeGreaterThan(0.94);
    expect(coverage).toBeLessThan(0.97);
    const [from, to] = quantileInterval(upTo(n), q)!;
    expect(Math.abs(from / low - 1)).toBeLessThanOrEqual(0.001001);
    expect(Math.abs(to / high - 1)).toBeLessThanOrEqual(0.001001);
  });

  it.each([
    ['the upper rank', 50, 0.99],
    ['the lower rank', 10, 0.1],
    ['both ranks', 1, 0.5],
  ])('does not exist where %s would lie outside the sample', (_, n, q) => {
    expect(quantileInterval(upTo(n), q)).toBeUndefined();
  });
});

describe("MLPerf's early stopping", () => {
  it.each([
    [0.99, 662],
    [0.9, 64],
  ])('needs for the quantile %d at least %i values', (q, least) => {
    expect(discardable(least - 1, q)).toBeUndefined();
    expect(discardable(least, q)).toBe(1);
  });

  it('discards as many as leave the bound true 99 times of 100, and not one more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 2000 }), fc.constantFrom(0.5, 0.9, 0.95), (n, q) => {
        const most = discardable(n, q);
        if (most !== undefined) expect(binomialUpTo(most, n, 1 - q)).toBeLessThanOrEqual(0.01 + 1e-9);
        expect(binomialUpTo((most ?? 0) + 1, n, 1 - q)).toBeGreaterThan(0.01 - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('may discard nearly a hundredth of a large sample, and never more', () => {
    const many = discardable(1_000_000, 0.99)!;
    expect(many / 1_000_000).toBeGreaterThan(0.0097);
    expect(many / 1_000_000).toBeLessThan(0.01);
  });

  it('cannot say anything of nothing', () => expect(discardable(0, 0.5)).toBeUndefined());
});

describe('how many may exceed a limit', () => {
  it.each([
    [1, 1],
    [2, 1],
    [14, 1],
    [20, 2],
    [100, 4],
    [1000, 18],
    [10_000, 124],
  ])('of %i values is %i for a 99th percentile', (n, most) => {
    expect(excusable(n, 0.99)).toBe(most);
  });

  it('is as many as chance gives one time of 100', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(0.5, 0.9, 0.99), (n, q) => {
        const most = excusable(n, q);
        if (most < n) expect(1 - binomialUpTo(most, n, 1 - q)).toBeLessThanOrEqual(0.01 + 1e-9);
        if (most > 1) expect(1 - binomialUpTo(most - 1, n, 1 - q)).toBeGreaterThan(0.01 - 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('is all of a sample that can show nothing', () => expect(excusable(0, 0.99)).toBe(0));
});

describe('the bound from below', () => {
  const bound = (late: number) => {
    const histogram = new LogHistogram();
    histogram.record(0.001, 50 - late);
    if (late > 0) histogram.record(0.9, late);
    return quantileAtLeast(histogram, 0.99)!;
  };

  it.each([
    [0, 0.001],
    [1, 0.001],
    [2, 0.001],
    [3, 0.001],
    [4, 0.9],
    [5, 0.9],
  ])('with %i late values of fifty is %d s', (late, at_s) => {
    expect(excusable(50, 0.99)).toBe(3);
    expect(bound(late)).toBeCloseTo(at_s, 3);
  });

  it('does not exist for a single value, or none', () => {
    expect(quantileAtLeast(histogramOf([9]), 0.99)).toBeUndefined();
    expect(quantileAtLeast(new LogHistogram(), 0.99)).toBeUndefined();
  });

  it('never lies above the quantile of what was measured', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        expect(quantileAtLeast(histogram, 0.99) ?? 0).toBeLessThanOrEqual(histogram.quantile(0.99));
      }),
    );
  });
});

describe('the confidence of a run', () => {
  it('is in milliseconds: an interval, and a bound that the sample can carry', () => {
    const { p50, p90, p99 } = confidenceOf(upTo(1000))!;
    expect(p50.ci95!.map((ms) => Math.round(ms / 10_000))).toEqual([47, 53]);
    expect(p90.at_most! / 1000).toBeGreaterThan(900);
    expect(p99.at_most! / 1000 / (1000 - discardable(1000, 0.99)!)).toBeCloseTo(1, 2);
  });

  it('has no bound where the run was too short for it, and no interval', () => {
    const { p50, p99 } = confidenceOf(upTo(100))!;
    expect(p50).toHaveProperty('ci95');
    expect(p50).toHaveProperty('at_most');
    expect(p99).toEqual({});
    expect(confidenceOf(upTo(1))).toEqual({ p50: {}, p90: {}, p99: {} });
  });

  it('has a bound no lower than the quantile', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        const { p50, p90 } = confidenceOf(histogram)!;
        expect(p50.at_most ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(histogram.quantile(0.5) * 1000);
        expect(p90.at_most ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(histogram.quantile(0.9) * 1000);
      }),
    );
  });

  it('has the same intervals where bounds are left out', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        const withoutBounds = Object.entries(confidenceOf(histogram)!).map(([name, { at_most: _, ...rest }]) => [
          name,
          rest,
        ]);
        expect(intervalsOf(histogram)).toEqual(Object.fromEntries(withoutBounds));
      }),
    );
  });

  it('does not exist of nothing', () => {
    expect(confidenceOf(new LogHistogram())).toBeUndefined();
    expect(intervalsOf(new LogHistogram())).toBeUndefined();
  });
});
