import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HpaMetric, type HpaOptions, hpa, metricTotal } from './hpa.js';
import { HPA_BEHAVIOUR } from './hpa-behaviour.js';
import { decodeCounts, type Moment, observed, played } from './testing/index.js';

const FREE = { stabilisation_s: 0, policies: [], select: 'Max' } as const;
const OPTIONS: HpaOptions = {
  metric: 'queue',
  target: 10,
  tolerance: 0.1,
  bounds: { min: 1, max: 100 },
  behaviour: { scaleUp: FREE, scaleDown: FREE },
};
const count = (moment: Moment, options: Partial<HpaOptions> = {}) =>
  decodeCounts(hpa({ ...OPTIONS, ...options }), [moment])[0];

describe('desired = ⌈current × metric ÷ target⌉', () => {
  it.each([
    [2, 35, 4],
    [2, 40, 4],
    [2, 41, 5],
    [4, 4, 1],
    [4, 0, 1],
    [1, 95, 10],
    [3, 5000, 100],
  ])('%d workers with %d waiting: %d', (ready, queue, wanted) => {
    expect(count({ ready, queue })).toBe(wanted);
  });

  it('lets a metric near its target be', () => {
    expect(count({ ready: 2, queue: 21.9 })).toBe(2);
    expect(count({ ready: 2, queue: 22.1 })).toBe(3);
    expect(count({ ready: 20, queue: 181 })).toBe(20);
    expect(count({ ready: 20, queue: 179 })).toBe(18);
  });

  it('has the tolerance that it is given', () => {
    expect(count({ ready: 2, queue: 25 }, { tolerance: 0.3 })).toBe(2);
    expect(count({ ready: 2, queue: 21 }, { tolerance: 0 })).toBe(3);
  });

  it('says whether it moved', () => {
    expect(played(hpa(OPTIONS), [{ ready: 2, queue: 35 }])[0]?.reasons).toContain('metric_target');
    expect(played(hpa(OPTIONS), [{ ready: 2, queue: 20 }])[0]?.reasons).toContain('within_tolerance');
    expect(played(hpa(OPTIONS), [{ ready: 4, queue: 20 }])[0]?.explanation['decode_metric_per_worker']).toBe(5);
  });

  it('is bounded before its behaviour is asked', () => {
    expect(count({ ready: 3, queue: 5000 }, { bounds: { min: 1, max: 7 } })).toBe(7);
    expect(count({ ready: 3, queue: 0 }, { bounds: { min: 2, max: 7 } })).toBe(2);
  });
});

describe('workers that are ordered and not ready', () => {
  it.each([
    ['count 0 on the way up: enough is ordered', 2, 2, 38, 4],
    ['count 0 on the way up: more is needed', 2, 2, 60, 6],
    ['count 0 on the way up: within the tolerance then', 2, 2, 43, 4],
    ['count as on target on the way down', 4, 4, 4, 5],
    ['that turn the answer round hold it', 2, 4, 30, 6],
    ['none of whom is ready: one stands for all', 0, 4, 100, 10],
  ])('%s', (_what, ready, starting, queue, wanted) => {
    expect(count({ ready, starting, queue })).toBe(wanted);
  });

  it('are never ordered twice: the same demand asks for the same count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 400 }), (ready, queue) => {
        const first = count({ ready, queue })!;
        if (first > ready) expect(count({ ready, starting: first - ready, queue })).toBe(first);
      }),
    );
  });

  it('fewer ordered than ready: those that are to go still report', () => {
    expect(count({ ready: 4, desired: 3, queue: 60 })).toBe(6);
  });
});

describe('without a figure', () => {
  it.each([
    ['no metric', { ready: 3 }, 3],
    ['none ordered', { ready: 0, queue: 50 }, 1],
    ['a metric of NaN', { ready: 3, queue: Number.NaN }, 3],
  ])('%s: what is ordered stays, the minimum at least', (_what, moment, held) => {
    const [decision] = played(hpa(OPTIONS), [moment]);
    expect(decision?.decode).toBe(held);
    expect(decision?.reasons).toContain('no_data');
  });
});

describe('a metric', () => {
  const view = (moment: Moment) => {
    const observation = observed(moment);
    return { role: 'decode' as const, workers: observation.workers.decode!, observation, note: () => {} };
  };
  const busy = [
    { id: 'a', running: 12, kvUsage: 0.5 },
    { id: 'b', running: 8, kvUsage: 0.7 },
  ];

  it.each<[HpaMetric, Moment, number | undefined]>([
    ['queue', { queue: 7 }, 7],
    ['queue', {}, undefined],
    ['request_rate', { requests: 50 }, 5],
    ['request_rate', {}, undefined],
    ['concurrency', { detail: busy, requests: 50, duration_s: 9 }, 20],
    ['concurrency', { requests: 50, duration_s: 9 }, 45],
    ['concurrency', { requests: 50 }, undefined],
    ['kv_usage', { detail: busy, ready: 2 }, 1.2],
    ['kv_usage', { detail: busy, ready: 3 }, 1.8],
    ['kv_usage', {}, undefined],
  ])('%s of %j in all is %s', (metric, moment, total) => {
    const found = metricTotal(metric, view(moment));
    if (total === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(total, 12);
  });

  it('of KV usage is a mean against its target', () => {
    expect(count({ detail: busy, ready: 2 }, { metric: 'kv_usage', target: 0.4 })).toBe(3);
  });
});

describe('behaviour', () => {
  const policy = hpa({ ...OPTIONS, behaviour: HPA_BEHAVIOUR });

  it('goes down only after the stabilisation window', () => {
    const moments = [0, 100, 290, 310].map((time) => ({ time, ready: 5, queue: time === 0 ? 50 : 10 }));
    expect(decodeCounts(policy, moments)).toEqual([5, 5, 5, 1]);
  });

  it('says which of its rules held', () => {
    const [up] = played(policy, [{ ready: 2, queue: 1000 }]);
    expect(up).toMatchObject({ decode: 6 });
    expect(up?.reasons).toContain('rate_limited');
    const down = played(
      policy,
      [0, 10].map((time) => ({ time, ready: 5, queue: time === 0 ? 50 : 10 })),
    ).at(-1);
    expect(down?.reasons).toContain('stabilised');
  });
});

it('asks for no fewer when more wait', () => {
  const queue = fc.integer({ min: 0, max: 900 });
  fc.assert(
    fc.property(
      queue,
      queue,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 4 }),
      (a, b, ready, starting) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        expect(count({ ready, starting, queue: many })).toBeGreaterThanOrEqual(count({ ready, starting, queue: few })!);
      },
    ),
  );
});
