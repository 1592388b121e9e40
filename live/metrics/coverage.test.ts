import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.js';

/** Samples `every_s` seconds, from the first to the last. */
const samples = (from_s: number, to_s: number, every_s = 5) =>
  Array.from({ length: Math.floor((to_s - from_s) / every_s) + 1 }, (_, i) => from_s + i * every_s);

describe('a window from 100 to 160', () => {
  const of = (...series: number[][]) => coverageOf(series, 160, 60);

  it.each([
    ['sampled throughout', samples(100, 160), 0, 0],
    ['whose newest sample is 7 s old', samples(103, 153), 7, 0],
    // increase() extrapolates to the start within 1.1 sample distances: 5.5 s
    ['whose first sample is within reach', samples(105, 160), 0, 0],
    ['that begins too late', samples(110, 160), 0, 4.5],
    ['half empty', samples(130, 160), 0, 24.5],
    ['with one sample, which reaches nowhere', [150], 10, 50],
  ])('%s', (_, times_s, age_s, uncovered_s) => {
    const coverage = of(times_s);
    expect(coverage.age_s).toBeCloseTo(age_s, 9);
    expect(coverage.uncovered_s).toBeCloseTo(uncovered_s, 9);
  });

  it('without samples: neither age nor coverage is known', () => {
    expect(of()).toEqual({});
  });

  it('is as old as its oldest series, and covered where one reaches back', () => {
    const coverage = of(samples(100, 140), samples(140, 160));
    expect(coverage).toEqual({ age_s: 20, uncovered_s: 0 });
  });

  it('a sample from the future is not younger than now', () => {
    expect(of(samples(100, 165))).toEqual({ age_s: 0, uncovered_s: 0 });
  });
});

it('neither is ever negative, and no more is uncovered than the window has', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 4 }), (series) => {
      const sorted = series.map((each) => each.sort((a, b) => a - b));
      const { age_s = -1, uncovered_s = -1 } = coverageOf(sorted, 600, 600);
      expect(age_s).toBeGreaterThanOrEqual(0);
      expect(uncovered_s).toBeGreaterThanOrEqual(0);
      expect(Math.max(age_s, uncovered_s)).toBeLessThanOrEqual(600);
      // a further series can only make the figures older, and the window better covered
      const { age_s: fewer_s = 0, uncovered_s: less_s = 0 } = coverageOf(sorted.slice(0, 1), 600, 600);
      expect(age_s).toBeGreaterThanOrEqual(fewer_s);
      expect(uncovered_s).toBeLessThanOrEqual(less_s);
    }),
  );
});
