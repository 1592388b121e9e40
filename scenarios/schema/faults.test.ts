import { describe, expect, it } from 'vitest';
import { faultsSchema } from './faults.js';

const one = (fault: object) => faultsSchema.safeParse([fault]);
const during = { at_s: 10, duration_s: 5 };

describe('faults', () => {
  it.each([
    [{ kind: 'worker_crash', role: 'decode', at_s: 0 }, { count: 1 }],
    [{ kind: 'worker_crash', role: 'decode', mean_between_s: 100, count: 2 }, {}],
    [{ kind: 'slow_worker', role: 'prefill', ...during, factor: 0.5 }, { count: 1 }],
    [{ kind: 'replicas_edit', role: 'aggregated', at_s: 10, replicas: 0 }, {}],
    [{ kind: 'metrics_frozen', ...during }, {}],
    [{ kind: 'metrics_lost', ...during }, {}],
    [{ kind: 'metrics_lost', ...during, engines: true }, {}],
    [{ kind: 'metrics_scaled', ...during, factor: 0.1 }, {}],
    [{ kind: 'metrics_capped', ...during, most: 0 }, {}],
    [{ kind: 'late_scrape', ...during, delay_s: 30 }, {}],
    [{ kind: 'orders_lost', role: 'decode', ...during }, {}],
    [{ kind: 'orders_remembered', ...during }, {}],
  ])('%j', (fault, defaults) => {
    expect(faultsSchema.parse([fault])).toEqual([{ ...fault, ...defaults }]);
  });

  it.each([
    ['without a kind', during],
    ['of another kind', { kind: 'earthquake', ...during }],
    ['without a time', { kind: 'metrics_frozen', duration_s: 5 }],
    ['without an end', { kind: 'metrics_frozen', at_s: 5 }],
    ['before the start', { kind: 'metrics_frozen', at_s: -1, duration_s: 5 }],
    ['of no time', { kind: 'metrics_frozen', at_s: 5, duration_s: 0 }],
    ['in a pool that cannot be', { kind: 'orders_lost', role: 'encode', ...during }],
    ['that scale to nothing', { kind: 'metrics_scaled', ...during, factor: 0 }],
    ['of no worker', { kind: 'slow_worker', role: 'decode', ...during, factor: 2, count: 0 }],
    ['that set a broken count', { kind: 'replicas_edit', role: 'decode', at_s: 1, replicas: 1.5 }],
    ['with a field of another', { kind: 'metrics_frozen', ...during, factor: 2 }],
  ])('%s are refused', (_name, fault) => expect(one(fault).success).toBe(false));
});

describe('a crash', () => {
  const crash = { kind: 'worker_crash', role: 'decode' };
  it.each([
    ['at no time', crash],
    ['at one and again and again', { ...crash, at_s: 5, mean_between_s: 50 }],
  ])('%s is refused', (_name, fault) => {
    expect(one(fault).error!.issues).toMatchObject([{ path: [0], message: 'either at_s or mean_between_s' }]);
  });

  it('again and again has gaps above 0', () => {
    expect(one({ ...crash, mean_between_s: 0 }).success).toBe(false);
  });
});

it('there may be none, and several at once', () => {
  expect(faultsSchema.parse([])).toEqual([]);
  expect(
    faultsSchema.parse([
      { kind: 'metrics_frozen', ...during },
      { kind: 'orders_remembered', ...during },
    ]),
  ).toHaveLength(2);
});
