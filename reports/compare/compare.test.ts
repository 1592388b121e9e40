import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, standardNormal } from '../../scenarios/random/index.js';
import type { RunRecord } from '../record/read-run.js';
import { compareRuns } from './compare.js';
import { comparisonText } from './render.js';
import type { RequestLine } from './requests.js';
import { ascending, differenceInterval, ksDistance, meanOf, quantileOf } from './statistics.js';

const normal = (seed: number, count: number, mean: number) => {
  const random = randomStream(seed, 'compare');
  return Array.from({ length: count }, () => mean + standardNormal(random));
};

describe('statistics', () => {
  it('KS distance: 0 of equals, 1 of strangers, and by hand', () => {
    expect(ksDistance([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(ksDistance([1, 2], [3, 4])).toBe(1);
    expect(ksDistance([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
  });

  it('KS distance is symmetric and in 0..1', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 }).map(ascending);
    fc.assert(
      fc.property(values, values, (a, b) => {
        const distance = ksDistance(a, b);
        expect(distance).toBeCloseTo(ksDistance(b, a));
        expect(distance >= 0 && distance <= 1).toBe(true);
      }),
    );
  });

  it('quantiles are of nearest rank', () => {
    expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(2);
    expect(quantileOf([1, 2, 3, 4], 0.99)).toBe(4);
    expect(quantileOf([], 0.5)).toBeNaN();
  });

  it('the interval of a difference holds the true difference about 95 times of 100', () => {
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      const [low, high] = differenceInterval(normal(seed, 400, 10), normal(seed + 1000, 400, 10.1), meanOf)!;
      if (low <= 0.1 && 0.1 <= high) held++;
    }
    expect(held).toBeGreaterThan(180);
    expect(held).toBeLessThan(200);
  });

  it('is absent for a run too short to cut', () => {
    expect(differenceInterval([1, 2, 3], [1, 2, 3], meanOf)).toBeUndefined();
  });
});

describe('a comparison', () => {
  const run = (ttft_ms: readonly number[], more: object = {}) => {
    const requests: RequestLine[] = ttft_ms.map((ttft, id) => ({
      id,
      arrival_s: id,
      inputTokens: 10,
      outputTokens: 5,
      ttft_ms: ttft,
      tpot_ms: 10,
      e2e_ms: ttft + 40,
    }));
    const summary = {
      throughput: { requests_per_s: 1, output_tokens_per_s: 5 },
      attainment: { overall: 0.9, ci95: [0.88, 0.92], by_class: {} },
      requests: { failed: 0 },
      ...more,
    };
    return { record: { run: { status: 'complete' }, summary } as unknown as RunRecord, requests };
  };

  it('tells a real difference from noise', () => {
    const [a, b, c] = [run(normal(1, 500, 100)), run(normal(2, 500, 100)), run(normal(3, 500, 101))];
    expect(compareRuns(a, b).latencies.ttft_ms!.mean.beyondNoise).toBe(false);
    const { mean, p50 } = compareRuns(a, c).latencies.ttft_ms!;
    expect(mean.beyondNoise && p50.beyondNoise).toBe(true);
    expect(mean.error).toBeCloseTo(0.01, 2);
  });

  it('matches requests one by one where both served the same', () => {
    const a = run(Array.from({ length: 50 }, (_, i) => 100 + i));
    const b = run(Array.from({ length: 50 }, (_, i) => 1.1 * (100 + i)));
    expect(compareRuns(a, b).matched).toMatchObject({ requests: 50 });
    expect(compareRuns(a, b).matched!.median_abs_error.ttft_ms).toBeCloseTo(0.1);
    const other = { ...b, requests: b.requests.map((request) => ({ ...request, outputTokens: 6 })) };
    expect(compareRuns(a, other).matched).toBeUndefined();
    expect(compareRuns(a, other).warnings.join()).toMatch(/did not serve the same requests/);
  });

  it('warns of an invalid run, and leaves out what one of them lacks', () => {
    const a = run([1, 2, 3], { client: { valid: false, faults: ['sent late'] } });
    const b = run([Number.NaN, Number.NaN, Number.NaN]);
    const comparison = compareRuns(a, b);
    expect(comparison.warnings[0]).toBe('A is invalid: sent late.');
    expect(comparison.latencies.ttft_ms).toBeUndefined();
    expect(comparisonText(comparison, { a: 'x', b: 'y' })).toMatch(/TPOT mean, ms/);
  });
});
