import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durations, histogramOf } from '../testing/durations.js';
import { latencyFigures, quantileCurve } from './latency-figures.js';
import { LogHistogram } from './log-histogram.js';

describe('the figures of a latency', () => {
  it('of a tenth to ten seconds are in milliseconds', () => {
    const figures = latencyFigures(histogramOf(Array.from({ length: 100 }, (_, i) => (i + 1) / 10)))!;
    expect(figures).toMatchObject({ count: 100, max: 10_000 });
    expect(figures.mean).toBeCloseTo(5050, 9);
    for (const [found, exact] of [
      [figures.p50, 5000],
      [figures.p90, 9000],
      [figures.p95, 9500],
      [figures.p99, 9900],
    ] as const) {
      expect(Math.abs(found / exact - 1)).toBeLessThanOrEqual(0.001);
    }
  });

  it('of one value are that value', () => {
    expect(latencyFigures(histogramOf([0.25]))).toEqual({
      count: 1,
      mean: 250,
      p50: 250,
      p90: 250,
      p95: 250,
      p99: 250,
      max: 250,
    });
  });

  it('rise from the median to the maximum', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { p50, p90, p95, p99, max } = latencyFigures(histogramOf(values))!;
        expect([p50, p90, p95, p99, max]).toEqual([p50, p90, p95, p99, max].toSorted((a, b) => a - b));
      }),
    );
  });

  it('do not exist of nothing', () => expect(latencyFigures(new LogHistogram())).toBeUndefined());
});

describe('the curve of a distribution', () => {
  it('rises in both of its figures, to the maximum at 1', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const curve = quantileCurve(histogramOf(values))!;
        expect(curve.at(-1)).toEqual([1, Math.max(...values) * 1000]);
        for (const at of [0, 1] as const) {
          const figures = curve.map((point) => point[at]);
          expect(figures).toEqual(figures.toSorted((a, b) => a - b));
        }
      }),
    );
  });

  it('is even in the body and dense in the tail', () => {
    const shares = quantileCurve(histogramOf([1]))!.map(([share]) => share);
    expect(shares.slice(0, 4)).toEqual([0.001, 0.01, 0.02, 0.04]);
    expect(shares.slice(-10)).toEqual([0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99, 0.995, 0.999, 0.9995, 1].slice(-10));
    expect(new Set(shares).size).toBe(shares.length);
  });

  it('agrees with the figures', () => {
    const histogram = histogramOf(Array.from({ length: 1000 }, (_, i) => 0.01 * 1.01 ** i));
    const curve = new Map(quantileCurve(histogram));
    const { p50, p90, p95, p99, max } = latencyFigures(histogram)!;
    expect([0.5, 0.9, 0.95, 0.99, 1].map((share) => curve.get(share))).toEqual([p50, p90, p95, p99, max]);
  });

  it('does not exist of nothing', () => expect(quantileCurve(new LogHistogram())).toBeUndefined());
});
