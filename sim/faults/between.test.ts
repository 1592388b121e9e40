/** Faults between planner and cluster, by hand and in runs. 1 ms a prompt token, 10 ms a decode step. */
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../planner-core/index.js';
import type { FaultSpec } from '../../scenarios/index.js';
import { play, type Rows, scriptedPolicy } from '../testing/index.js';
import { distort, passedOn } from './between.js';
import { noFaults } from './faults.js';

const NONE = noFaults();

const SEEN: Observation = {
  time: 60,
  windowSeconds: 60,
  traffic: { requests: 30, inputTokensMean: 100 },
  latency: { ttft: 0.5 },
  workers: { prefill: { ready: 2, starting: 0, draining: 0, desired: 2 } },
  queues: { prefill: 7 },
  workersDetail: { prefill: [{ id: '0', kvUsage: 0.5, running: 4, queuedRequests: 3, queuedPrefillTokens: 900 }] },
};

describe('what is handed to the planner', () => {
  it('is what is there, without a fault', () => {
    expect(distort(SEEN, NONE)).toBe(SEEN);
  });

  it('lacks queues and engines where they are lost, and keeps the workers', () => {
    const { queues, workersDetail, workers } = distort(SEEN, { ...NONE, lostEngines: 1 });
    expect([queues, workersDetail]).toEqual([undefined, undefined]);
    expect(workers).toEqual(SEEN.workers);
  });

  it('is larger in requests, queues and batches, not in tokens, lengths or times', () => {
    expect(distort(SEEN, { ...NONE, factor: 50 })).toEqual({
      ...SEEN,
      traffic: { requests: 1500, inputTokensMean: 100 },
      queues: { prefill: 350 },
      workersDetail: {
        prefill: [{ id: '0', kvUsage: 0.5, running: 200, queuedRequests: 150, queuedPrefillTokens: 900 }],
      },
    });
  });

  it('stands at the lowest cap, counters apart', () => {
    const { traffic, queues, workersDetail } = distort(SEEN, { ...NONE, factor: 50, caps: [100, 20] });
    expect(traffic?.requests).toBe(1500);
    expect(queues).toEqual({ prefill: 20 });
    expect(workersDetail?.prefill?.[0]).toMatchObject({ running: 20, queuedRequests: 20 });
  });
});

describe('what is carried out', () => {
  const targets = { prefill: 3, decode: 2 };

  it('lacks the role whose orders are lost', () => {
    expect(passedOn(targets, {}, { ...NONE, deaf: ['prefill'] })).toEqual({ decode: 2 });
  });

  it('lacks what was ordered before, where the connector goes by that', () => {
    expect(passedOn(targets, { prefill: 3, decode: 1 }, { ...NONE, remembering: 1 })).toEqual({ decode: 2 });
  });
});

describe('in a run', () => {
  const steady: Rows = Array.from({ length: 400 }, (_, i) => [i, 100, 11]);
  const aggregated = { startup: { stages: [{ name: 'startup', fixed_s: 5 }] } };
  const ordered = (counts: readonly number[], faults: readonly FaultSpec[]) => {
    const policy = scriptedPolicy(counts.map((count) => ({ aggregated: count })));
    return play(steady, { aggregated, faults, policy })
      .ticks.slice(0, counts.length)
      .map((tick) => tick.ordered.aggregated);
  };

  it('an outside edit stays while the connector goes by its own last order', () => {
    const edit: FaultSpec = { kind: 'replicas_edit', role: 'aggregated', at_s: 90, replicas: 4 };
    const remembered: FaultSpec = { kind: 'orders_remembered', at_s: 0, duration_s: 200 };
    expect(ordered([2, 2, 2, 3], [edit])).toEqual([2, 2, 2, 3]);
    expect(ordered([2, 2, 2, 2], [edit, remembered])).toEqual([2, 4, 4, 2]); // over at 200 s, the ticks are a minute apart
  });

  it('lost orders are made up for when they are heard again', () => {
    const lost: FaultSpec = { kind: 'orders_lost', role: 'aggregated', at_s: 30, duration_s: 100 };
    expect(ordered([3, 3, 3], [lost])).toEqual([1, 1, 3]);
  });

  it('a scaled minute is over when its time is', () => {
    const scaled: FaultSpec = { kind: 'metrics_scaled', at_s: 100, duration_s: 60, factor: 10 };
    const requests = play(steady, { aggregated, faults: [scaled] }).ticks.map(
      ({ observation }) => observation.traffic!.requests!,
    );
    expect(requests[1]! / requests[2]!).toBeGreaterThan(9);
    expect(requests[2]! / requests[3]!).toBeCloseTo(1, 1);
  });
});

it('a slow start slows every step of a started worker for a while, and none of the first ones', () => {
  const startup = { stages: [{ name: 'startup', fixed_s: 5 }] };
  const slow = { startup, slow_start: { duration_s: 30, factor: 3 }, replicas: 0 };
  const policy = scriptedPolicy([{ aggregated: 1 }]);
  const rows: Rows = [
    [60, 100, 11], // the worker is ready at 65 s
    [100, 100, 11], // … and at its own pace from 95 s on
  ];
  const { end } = play(rows, { aggregated: slow, policy });
  expect(end(0).time_s).toBeCloseTo(65 + 3 * 0.2, 9);
  expect(end(1).time_s).toBeCloseTo(100.2, 9);
  expect(play([[0, 100, 11]], { aggregated: { ...slow, replicas: 1 } }).end(0).time_s).toBeCloseTo(0.2, 9);
});
