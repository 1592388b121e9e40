import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeApi } from './api.js';
import { countPods, workerCounts } from './pods.js';

const condition = (type: string, status: string, reason?: string) => ({ type, status, ...(reason && { reason }) });
const READY = condition('Ready', 'True');
const DELETED = '2026-01-01T00:00:00Z';

/** An API whose list of pods comes in these pages, and what it was asked. */
function listing(...pages: readonly (readonly object[])[]) {
  const asked: Record<string, string>[] = [];
  const ask = async ({ query }: { query: Record<string, string> }) => {
    asked.push(query);
    const page = asked.length - 1;
    return {
      metadata: page + 1 < pages.length ? { continue: `page-${page + 1}` } : { continue: '' },
      items: pages[page],
    };
  };
  return { api: { ask } as unknown as KubeApi, asked };
}

const NONE = { ready: 0, starting: 0, pending: 0, draining: 0 };

describe('a pod', () => {
  it.each([
    ['that is ready', { metadata: {}, status: { phase: 'Running', conditions: [READY] } }, { ready: 1 }],
    ['that is not', { metadata: {}, status: { conditions: [condition('Ready', 'False')] } }, { starting: 1 }],
    ['without a status', { metadata: {} }, { starting: 1 }],
    ['without conditions', { metadata: {}, status: { phase: 'Pending' } }, { starting: 1 }],
    [
      'that no node takes',
      { metadata: {}, status: { conditions: [condition('PodScheduled', 'False', 'Unschedulable')] } },
      { starting: 1, pending: 1 },
    ],
    [
      'that waits for its gate',
      { metadata: {}, status: { conditions: [condition('PodScheduled', 'False', 'SchedulingGated')] } },
      { starting: 1 },
    ],
    [
      'that is being ended, ready or not',
      { metadata: { deletionTimestamp: DELETED }, status: { conditions: [READY] } },
      { draining: 1 },
    ],
    ['that failed', { metadata: {}, status: { phase: 'Failed', conditions: [READY] } }, {}],
    ['that is done', { metadata: {}, status: { phase: 'Succeeded' } }, {}],
    [
      'that has ended while it was being ended',
      { metadata: { deletionTimestamp: DELETED }, status: { phase: 'Failed' } },
      {},
    ],
  ])('%s', async (_, pod, expected) => {
    expect(await countPods(listing([pod]).api, 'prod', 'app=x')).toEqual({ ...NONE, ...expected });
  });
});

it('asks page by page for what the selector chooses', async () => {
  const ready = { metadata: {}, status: { conditions: [READY] } };
  const { api, asked } = listing([ready, ready], [ready], []);
  expect(await countPods(api, 'prod', 'app=x')).toEqual({ ...NONE, ready: 3 });
  expect(asked).toEqual([
    { labelSelector: 'app=x', limit: '500' },
    { labelSelector: 'app=x', limit: '500', continue: 'page-1' },
    { labelSelector: 'app=x', limit: '500', continue: 'page-2' },
  ]);
});

describe('workers of pods', () => {
  it.each([
    ['as ordered', 2, { ready: 2 }, 1, { ready: 2, starting: 0 }],
    ['ordered, and no pod yet', 3, { ready: 1 }, 1, { ready: 1, starting: 2 }],
    ['more pods than are ordered', 1, { ready: 1, starting: 2 }, 1, { ready: 1, starting: 2 }],
    ['none', 0, {}, 1, { ready: 0, starting: 0 }],
    ['one that goes', 1, { ready: 1, draining: 1 }, 1, { ready: 1, starting: 0, draining: 1 }],
    ['one that no node takes', 2, { ready: 1, starting: 1, pending: 1 }, 1, { ready: 1, starting: 1, pending: 1 }],
    ['of four pods, all there', 1, { ready: 4 }, 4, { ready: 1, starting: 0 }],
    ['of four pods, one missing', 1, { ready: 3, starting: 1 }, 4, { ready: 0, starting: 1 }],
    ['of four pods, one and a half', 2, { ready: 6 }, 4, { ready: 1, starting: 1 }],
    ['of four pods, one pod of a second ends', 1, { ready: 4, draining: 1 }, 4, { ready: 1, starting: 0, draining: 1 }],
  ])('%s', (_, desired, pods, podsPerWorker, expected) => {
    const counts = workerCounts(desired, { ...NONE, ...pods }, podsPerWorker);
    expect(counts).toEqual({ draining: 0, pending: 0, desired, ...expected });
  });

  it('never are more ready than pods allow, and ready and starting make at least what is ordered', () => {
    const count = fc.nat(40);
    const pods = fc.record({ ready: count, starting: count, pending: count, draining: count });
    fc.assert(
      fc.property(fc.nat(20), pods, fc.integer({ min: 1, max: 8 }), (desired, has, podsPerWorker) => {
        const { ready, starting, draining } = workerCounts(desired, has, podsPerWorker);
        expect(ready * podsPerWorker).toBeLessThanOrEqual(has.ready);
        expect(ready + starting).toBeGreaterThanOrEqual(desired);
        expect((ready + starting) * podsPerWorker).toBeGreaterThanOrEqual(has.ready + has.starting);
        expect(draining * podsPerWorker).toBeGreaterThanOrEqual(has.draining);
        expect(Math.min(ready, starting, draining)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
