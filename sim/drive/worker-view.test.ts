import { describe, expect, it } from 'vitest';
import type { Observation } from '../../planner-core/index.js';
import { simulate } from '../simulation.js';
import { collect, requests, type SmallClusterOptions, smallInput } from '../testing/index.js';

/** What the planner saw at 2 s. */
function seenAt2s(options: SmallClusterOptions, rows: Parameters<typeof requests>[0]): Observation {
  const { sink, ticks } = collect();
  simulate(smallInput({ ...options, interval_s: 2, trafficDuration_s: 4 }), requests(rows), sink);
  return ticks[0]!.observation;
}

describe('a worker as its engine reports it', () => {
  it('tells its queue, its batch and the step under way', () => {
    // 1 ms a prompt token: the second prompt is computed from 1.5 to 4.5 s, the third waits
    const { workersDetail } = seenAt2s({ prefill: { queue: 'per_worker' } }, [
      [0, 1500, 100],
      [0.1, 3000, 2],
      [0.2, 700, 2],
    ]);
    expect(workersDetail?.prefill).toEqual([
      {
        id: '0',
        kvUsage: 3000 / 100_000,
        running: 1,
        queuedRequests: 1,
        queuedPrefillTokens: 700,
        queuedDecodeRequests: 0,
        queuedDecodeKvTokens: 0,
        step: {
          wallTime: expect.closeTo(3, 9),
          prefillRequests: 1,
          prefillTokens: 3000,
          decodeRequests: 0,
          decodeKvTokens: 0,
        },
      },
    ]);
    // joined at 1.502 s, 10 ms a step: 1 token of the prefill and 49 more by 2 s
    expect(workersDetail?.decode?.[0]).toMatchObject({
      id: '1',
      kvUsage: 1600 / 100_000,
      running: 1,
      step: { wallTime: expect.closeTo(0.01, 9), prefillTokens: 0, decodeRequests: 1, decodeKvTokens: 1550 },
    });
  });

  it('is slow where it is slow, and idle where it is idle', () => {
    const slow = { kind: 'slow_worker', role: 'aggregated', at_s: 0.5, duration_s: 60, factor: 3, count: 1 } as const;
    const one = seenAt2s({ aggregated: { replicas: 1 }, faults: [slow] }, [[0, 100, 200]]);
    expect(one.workersDetail?.aggregated?.[0]?.step?.wallTime).toBeCloseTo(0.03, 9);
    const none = seenAt2s({ aggregated: { replicas: 2 } }, [[3, 100, 2]]);
    expect(none.workersDetail?.aggregated?.map(({ step, kvUsage }) => [step?.wallTime, kvUsage])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('leaves out who cannot be asked: workers that start', () => {
    const { workersDetail, workers } = seenAt2s({ aggregated: { replicas: 0 } }, [[0, 100, 2]]);
    expect(workersDetail?.aggregated).toEqual([]);
    expect(workers.aggregated?.ready).toBe(0);
  });
});
