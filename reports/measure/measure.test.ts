import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestEnd } from '../record/events.js';
import { costOf } from './gpu-time.js';
import { LogHistogram } from './log-histogram.js';
import { judge, latencies, missedBounds } from './verdict.js';
import { wilson95 } from './wilson.js';

const values = fc.array(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 300 });

function histogram(list: readonly number[]): LogHistogram {
  const out = new LogHistogram();
  for (const value of list) out.record(value);
  return out;
}

describe('the histogram', () => {
  it('gives every quantile within a thousandth, and the mean and the ends exactly', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        const sorted = [...list].sort((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * list.length)) - 1]!;
        const found = histogram(list);
        expect(Math.abs(found.quantile(q) - exact)).toBeLessThanOrEqual(exact * 0.001001);
        expect(found.max()).toBe(sorted.at(-1));
        expect(found.mean()).toBeCloseTo(list.reduce((sum, value) => sum + value, 0) / list.length, 6);
      }),
    );
  });

  it('merges to what it would have been', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = histogram(a);
        merged.merge(histogram(b));
        const whole = histogram([...a, ...b]);
        for (const q of [0, 0.1, 0.5, 0.9, 1]) expect(merged.quantile(q)).toBe(whole.quantile(q));
        expect(merged.count).toBe(whole.count);
      }),
    );
  });

  it('takes a progression as if value by value', () => {
    const progression = fc.record({
      first: fc.double({ min: 0.001, max: 1, noNaN: true }),
      growth: fc.double({ min: -0.9, max: 3, noNaN: true }),
      steps: fc.integer({ min: 1, max: 500 }),
      count: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(progression, ({ first, growth, steps, count }) => {
        const increment = (first * growth) / steps;
        const [run, single] = [new LogHistogram(), new LogHistogram()];
        run.recordProgression(first, increment, steps, count);
        for (let i = 0; i < steps; i++) single.record(first + increment * i, count);
        expect(run.count).toBe(single.count);
        expect(run.mean()).toBeCloseTo(single.mean(), 9);
        for (const q of [0, 0.2, 0.5, 0.8, 1]) {
          expect(Math.abs(run.quantile(q) / single.quantile(q) - 1)).toBeLessThan(0.0021);
        }
      }),
    );
  });

  it('counts weights', () => {
    const weighted = new LogHistogram();
    weighted.record(1, 99);
    weighted.record(100, 1);
    expect(weighted.quantile(0.99)).toBeCloseTo(1, 2);
    expect(weighted.quantile(1)).toBe(100);
    expect(weighted.mean()).toBeCloseTo(1.99, 12);
  });

  it('has no quantile when empty, and refuses what is no duration', () => {
    expect(new LogHistogram().quantile(0.5)).toBeNaN();
    expect(() => new LogHistogram().record(-1)).toThrow(RangeError);
    expect(() => new LogHistogram().record(Number.NaN)).toThrow(RangeError);
  });
});

describe('the Wilson interval', () => {
  it.each([
    [50, 100, 0.4038, 0.5962],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
  ])('of %d in %d', (hits, trials, low, high) => {
    const [from, to] = wilson95(hits, trials)!;
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });

  it('does not exist without trials', () => expect(wilson95(0, 0)).toBeUndefined());
});

const completed: RequestEnd = {
  time_s: 12,
  id: 0,
  arrival_s: 10,
  inputTokens: 100,
  outputTokens: 11,
  deliveredTokens: 11,
  cachedTokens: 0,
  firstToken_s: 10.5,
  lastToken_s: 11.5,
  status: 'completed',
};

function verdict(end: RequestEnd, sla: Parameters<typeof judge>[2]) {
  const met = judge(end, latencies(end), sla);
  return { ...met, cause: missedBounds(end, met) };
}

describe('the verdict on a request', () => {
  it('measures from the scheduled arrival, and per token after the first', () => {
    expect(latencies(completed)).toEqual({ ttft_s: 0.5, tpot_s: 0.1, e2e_s: 1.5 });
  });

  it.each([
    [
      { ttft_ms: 500, tpot_ms: 100 },
      { ttft: true, tpot: true, all: true, cause: '' },
    ],
    [{ ttft_ms: 499 }, { ttft: false, all: false, cause: 'ttft' }],
    [
      { ttft_ms: 499, tpot_ms: 99, e2e_ms: 1 },
      { ttft: false, tpot: false, e2e: false, all: false, cause: 'ttft+tpot+e2e' },
    ],
    [{}, { cause: '' }],
  ])('against %j', (sla, expected) => expect(verdict(completed, sla)).toEqual(expected));

  it('has no TPOT to miss with one token', () => {
    const single = { ...completed, outputTokens: 1, deliveredTokens: 1, lastToken_s: 10.5 };
    expect(verdict(single, { tpot_ms: 1 })).toMatchObject({ tpot: true, all: true });
  });

  it.each(['failed', 'unfinished'] as const)('misses every bound when %s', (status) => {
    expect(verdict({ ...completed, status }, { ttft_ms: 1e9 })).toEqual({ ttft: false, all: false, cause: status });
  });

  it('goes by the bounds of its class', () => {
    const sla = { ttft_ms: 1, classes: { batch: { e2e_ms: 5000 } } };
    expect(verdict({ ...completed, class: 'batch' }, sla)).toEqual({ e2e: true, all: true, cause: '' });
    expect(verdict({ ...completed, class: 'other' }, sla)).toMatchObject({ ttft: false });
  });
});

describe('cost', () => {
  const price = { usd_per_gpu_hour: 4, as_of: '2026-11-01', source: 'test' };

  const hours = (count: number) => new Map([['decode', { hours: count }]]);
  const prices = { unknown: price };

  it('follows from GPU-hours', () => {
    expect(costOf(hours(2), prices, 1e6, 100, 1800)).toMatchObject({
      usd: 8,
      usd_per_million_output_tokens: 8,
      usd_per_good_request: 0.08,
      usd_per_hour: 16,
      usd_per_month: 11_688,
    });
  });

  it('is absent, never 0, without a price or without use', () => {
    expect(costOf(hours(2), {}, 1, 1, 60)).toBeUndefined();
    expect(costOf(hours(0), prices, 1, 1, 60)).toBeUndefined();
  });

  it('takes each kind of worker at its own price', () => {
    const kinds = new Map([
      ['decode/0', { gpuSystem: 'h100_sxm', hours: 3 }],
      ['decode/1', { gpuSystem: 'a100_sxm', hours: 1 }],
    ]);
    const own = { h100_sxm: price, a100_sxm: { usd_per_gpu_hour: 2, as_of: '2026-10-01', source: 'other' } };
    expect(costOf(kinds, own, 0, 0, 0)).toEqual({
      usd: 14,
      usd_per_gpu_hour: 3.5,
      price_as_of: '2026-10-01',
      price_source: 'test; other',
      by_kind: {
        'decode/0': { gpu_system: 'h100_sxm', gpu_hours: 3, usd_per_gpu_hour: 4, usd: 12 },
        'decode/1': { gpu_system: 'a100_sxm', gpu_hours: 1, usd_per_gpu_hour: 2, usd: 2 },
      },
    });
    expect(costOf(kinds, { h100_sxm: price }, 0, 0, 0)).toBeUndefined();
  });

  it('has no price per good request when none was good', () => {
    expect(costOf(hours(2), prices, 0, 0, 0)).not.toHaveProperty('usd_per_good_request');
  });
});
