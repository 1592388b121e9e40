import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Prices } from '../../scenarios/index.js';
import type { WorkerEnd } from '../record/events.js';
import { FIVE_PRICES, FIVE_WORKERS } from '../testing/five-requests.js';
import { costOf, GpuTime, priceOf } from './gpu-time.js';

function timeOf(workers: readonly WorkerEnd[]): GpuTime {
  const time = new GpuTime();
  for (const worker of workers) time.add(worker);
  return time;
}

const STATES = ['starting', 'serving', 'idle', 'draining'] as const;

/** The state of a worker that has been there for so long; they follow each other. */
function stateAfter(seconds: number, spans_s: readonly number[]) {
  const ends_s = spans_s.map((_, i) => spans_s.slice(0, i + 1).reduce((sum, span_s) => sum + span_s, 0));
  return seconds < 0 ? undefined : STATES.find((_, i) => seconds < ends_s[i]!);
}

describe('GPU-hours', () => {
  it('of the three workers follow by hand', () => {
    const { total, starting, serving, idle, draining, by_role } = timeOf(FIVE_WORKERS).figures();
    const seconds = [total, starting, serving, idle, draining, by_role.prefill!, by_role.decode!].map((h) => h * 3600);
    expect(seconds.map((s) => Math.round(s * 1e6) / 1e6)).toEqual([40, 6, 22, 10, 2, 10, 30]);
    expect(by_role).not.toHaveProperty('aggregated');
  });

  it('of no worker are none', () => {
    expect(new GpuTime().figures()).toEqual({ total: 0, starting: 0, serving: 0, idle: 0, draining: 0, by_role: {} });
  });

  it('are kept by kind where a pool has several, by role where it has one', () => {
    const [decode, prefill] = [FIVE_WORKERS[2]!, FIVE_WORKERS[1]!];
    const { byKind } = timeOf([
      prefill,
      { ...decode, kind: 'decode/0', gpuSystem: 'h100_sxm' },
      { ...decode, kind: 'decode/1', gpuSystem: 'a100_sxm' },
      { ...decode, kind: 'decode/1', gpuSystem: 'a100_sxm' },
    ]);
    expect([...byKind].map(([name, { gpuSystem, hours }]) => [name, gpuSystem, Math.round(hours * 3600)])).toEqual([
      ['prefill', 'a100_sxm', 10],
      ['decode/0', 'h100_sxm', 20],
      ['decode/1', 'a100_sxm', 40],
    ]);
  });

  it('are the integral of GPUs over the time that each worker was in each state', () => {
    const span_s = fc.integer({ min: 0, max: 500 });
    const worker = fc.record({
      role: fc.constantFrom('prefill', 'decode', 'aggregated'),
      gpus: fc.integer({ min: 1, max: 8 }),
      from_s: span_s,
      spans_s: fc.tuple(span_s, span_s, span_s, span_s),
    });
    fc.assert(
      fc.property(fc.array(worker, { maxLength: 6 }), (drawn) => {
        const ends = drawn.map(
          ({ role, gpus, from_s, spans_s }, i): WorkerEnd => ({
            worker: i,
            role,
            gpus,
            ordered_s: from_s,
            stages: [],
            seconds: { starting: spans_s[0], serving: spans_s[1], idle: spans_s[2], draining: spans_s[3] },
          }),
        );
        const naive = { starting: 0, serving: 0, idle: 0, draining: 0 };
        for (let second = 0; second < 2500; second++) {
          for (const { from_s, gpus, spans_s } of drawn) {
            const state = stateAfter(second - from_s, spans_s);
            if (state) naive[state] += gpus;
          }
        }
        const figures = timeOf(ends).figures();
        for (const state of STATES) expect(figures[state] * 3600).toBeCloseTo(naive[state], 6);
        const ofRoles = Object.values(figures.by_role).reduce((sum, hours) => sum + hours, 0);
        expect(ofRoles).toBeCloseTo(figures.total, 9);
        expect(figures.total * 3600).toBeCloseTo(
          STATES.reduce((sum, state) => sum + naive[state], 0),
          6,
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('the price of a GPU', () => {
  const unknown = { usd_per_gpu_hour: 1, as_of: '2026-01-01', source: 'own' };

  it.each<[string | undefined, Prices, object | undefined]>([
    ['a100_sxm', FIVE_PRICES, FIVE_PRICES['a100_sxm']],
    ['b200', FIVE_PRICES, undefined],
    [undefined, FIVE_PRICES, undefined],
    [undefined, { unknown }, unknown],
  ])('of %s', (system, prices, price) => expect(priceOf(prices, system)).toEqual(price));
});

describe('the cost', () => {
  const price = { usd_per_gpu_hour: 4, as_of: '2026-11-01', source: 'test' };
  const prices = { unknown: price };
  const hours = (count: number) => new Map([['decode', { hours: count }]]);

  it('of the three workers follows by hand', () => {
    const cost = costOf(timeOf(FIVE_WORKERS).byKind, FIVE_PRICES, 44, 2, 10)!;
    expect(cost.usd).toBeCloseTo(0.035, 12); // 10 s of an A100 at $1.80, 30 GPU-seconds of H100 at $3.60
    expect(cost.usd_per_million_output_tokens).toBeCloseTo(795.4545, 4);
    expect(cost.usd_per_good_request).toBeCloseTo(0.0175, 12);
    expect(cost.usd_per_hour).toBeCloseTo(12.6, 9);
    expect(cost.usd_per_month).toBeCloseTo(9204.3, 6);
    expect(cost.usd_per_gpu_hour).toBeCloseTo(3.15, 9);
    expect(cost).toMatchObject({ price_as_of: '2026-10-01', price_source: 'cloud; list' });
    expect(Object.keys(cost.by_kind)).toEqual(['decode', 'prefill']);
  });

  it('follows from GPU-hours', () => {
    expect(costOf(hours(2), prices, 1e6, 100, 1800)).toEqual({
      usd: 8,
      usd_per_million_output_tokens: 8,
      usd_per_good_request: 0.08,
      usd_per_hour: 16,
      usd_per_month: 11_688,
      usd_per_gpu_hour: 4,
      price_as_of: '2026-11-01',
      price_source: 'test',
      by_kind: { decode: { gpu_hours: 2, usd_per_gpu_hour: 4, usd: 8 } },
    });
  });

  it('has no figure per what there was none of', () => {
    const cost = costOf(hours(2), prices, 0, 0, 0);
    expect(cost).toMatchObject({ usd: 8 });
    for (const key of ['million_output_tokens', 'good_request', 'hour', 'month']) {
      expect(cost).not.toHaveProperty(`usd_per_${key}`);
    }
  });

  it('is absent, never 0, without a price or without use', () => {
    expect(costOf(hours(2), {}, 1, 1, 60)).toBeUndefined();
    expect(costOf(hours(0), prices, 1, 1, 60)).toBeUndefined();
    expect(costOf(new Map(), prices, 1, 1, 60)).toBeUndefined();
  });

  it('takes each kind of worker at its own price, and is absent where one has none', () => {
    const kinds = new Map([
      ['decode/1', { gpuSystem: 'a100_sxm', hours: 1 }],
      ['decode/0', { gpuSystem: 'h100_sxm', hours: 3 }],
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

  it('needs no price of a kind that was never used', () => {
    const kinds = new Map([
      ['decode/0', { gpuSystem: 'h100_sxm', hours: 3 }],
      ['decode/1', { gpuSystem: 'b200', hours: 0 }],
    ]);
    expect(costOf(kinds, { h100_sxm: price }, 0, 0, 0)).toMatchObject({ usd: 12 });
  });

  it('names a source once', () => {
    const kinds = new Map([
      ['prefill', { gpuSystem: 'a', hours: 1 }],
      ['decode', { gpuSystem: 'b', hours: 1 }],
    ]);
    expect(costOf(kinds, { a: price, b: { ...price, usd_per_gpu_hour: 6 } }, 0, 0, 0)!.price_source).toBe('test');
  });
});
