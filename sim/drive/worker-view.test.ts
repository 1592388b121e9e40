/** What each engine would report of itself. 1 ms a prompt token, 10 ms a decode step. */
import { describe, expect, it } from 'vitest';
import type { Observation, WorkerObservation } from '../../planner-core/index.js';
import { ClusterRig, type ClusterRigOptions } from '../cluster/testing/cluster-rig.js';
import { simulate } from '../simulation.js';
import { collect, requests, type SmallClusterOptions, smallInput, smallProfile } from '../testing/index.js';
import { viewWorkers } from './worker-view.js';

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

/** The engines at a time. */
function viewAt(time_s: number, rig: ClusterRig): Partial<Record<string, WorkerObservation[]>> {
  rig.until(time_s);
  rig.cluster.sync();
  return viewWorkers(rig.cluster);
}

describe('the sums over the requests that a worker has', () => {
  const rigOf = (options: ClusterRigOptions) => new ClusterRig(options);

  it('leave out those that wait at the pool', () => {
    const rig = rigOf({ aggregated: { max_batch: 1 } });
    for (const id of [0, 1, 2]) rig.submit(0, id, 100, 50);
    const [worker] = viewAt(0.05, rig)['aggregated']!;
    expect(worker).toMatchObject({ running: 1, queuedRequests: 0, queuedPrefillTokens: 0 });
  });

  it('have what waits at the worker in whole prompts, what it works on as its step', () => {
    const rig = rigOf({ aggregated: { queue: 'per_worker', max_batched_tokens: 100 } });
    rig.submit(0, 0, 250, 50);
    rig.submit(0.01, 1, 70, 50);
    const [worker] = viewAt(0.15, rig)['aggregated']!;
    // the second chunk of the first, 100 tokens behind 100
    expect(worker).toMatchObject({ running: 1, queuedRequests: 1, queuedPrefillTokens: 70 });
    expect(worker!.step).toEqual({
      wallTime: expect.closeTo(0.1, 9),
      prefillRequests: 1,
      prefillTokens: 100,
      decodeRequests: 0,
      decodeKvTokens: 0,
    });
  });

  it('have prompts and decoding of one step beside each other', () => {
    const rig = rigOf({ aggregated: { queue: 'per_worker' } });
    rig.submit(0, 0, 100, 50);
    rig.submit(0.145, 1, 200, 50);
    const [worker] = viewAt(0.2, rig)['aggregated']!;
    // from 150 ms on: 200 prompt tokens beside one that has 100 + 6
    expect(worker!.step).toMatchObject({
      prefillRequests: 1,
      prefillTokens: 200,
      decodeRequests: 1,
      decodeKvTokens: 106,
    });
    expect(worker!.step!.wallTime).toBeCloseTo(0.201, 9);
  });

  it('count caches that wait for room or are on their way as queued to decode', () => {
    const rig = rigOf({
      transfer: { latency_ms: 500 },
      decode: { queue: 'per_worker', max_batch: 1 },
      prefill: { replicas: 2 },
    });
    for (const id of [0, 1]) rig.submit(0, id, 100, 50);
    const [worker] = viewAt(0.2, rig)['decode']!;
    expect(worker).toMatchObject({ running: 0, queuedDecodeRequests: 2, queuedDecodeKvTokens: 200 });
    expect(worker!.step).toMatchObject({ wallTime: 0, decodeRequests: 0 });
  });

  it('count one that was preempted as queued, with all its tokens', () => {
    const rig = rigOf({
      profile: smallProfile({ maxKvTokens: 100 }),
      aggregated: { queue: 'per_worker', kv_admission: 'prompt', block_tokens: 10 },
    });
    for (const id of [0, 1]) rig.submit(0, id, 30, 25);
    // both have 21 tokens at 260 ms, when the second must go
    const [worker] = viewAt(0.275, rig)['aggregated']!;
    expect(worker).toMatchObject({ running: 1, queuedDecodeRequests: 1, queuedDecodeKvTokens: 51, queuedRequests: 0 });
    expect(worker!.step).toMatchObject({ decodeRequests: 1, decodeKvTokens: 52 });
  });

  it('have one that is computed again after that as a prompt, not as decoding', () => {
    const rig = rigOf({
      profile: smallProfile({ maxKvTokens: 100 }),
      aggregated: { queue: 'per_worker', kv_admission: 'prompt', block_tokens: 10 },
    });
    for (const id of [0, 1]) rig.submit(0, id, 30, 25);
    // alone from 300 ms on: 30 prompt tokens and the 21 that it has
    const [worker] = viewAt(0.32, rig)['aggregated']!;
    expect(worker!.step).toMatchObject({ prefillRequests: 1, prefillTokens: 51, decodeRequests: 0 });
    expect(worker).toMatchObject({ queuedDecodeRequests: 0 });
  });

  it('have a chunk of a single token too', () => {
    const rig = rigOf({ aggregated: {} });
    rig.submit(0, 0, 1, 5);
    const [worker] = viewAt(0.0005, rig)['aggregated']!;
    expect(worker!.step).toMatchObject({ prefillRequests: 1, prefillTokens: 1 });
  });

  it('take attention as long as the engine does', () => {
    const profile = { ...smallProfile(), prefillSteps: { tokens: [100, 200, 400], stepMs: [10, 20, 60] } };
    const rig = rigOf({ profile, aggregated: {} });
    rig.submit(0, 0, 400, 5);
    const [worker] = viewAt(0.03, rig)['aggregated']!;
    expect(worker!.step!.wallTime).toBeCloseTo(0.06, 9);
  });

  it('are per worker and per role', () => {
    const rig = rigOf({ prefill: { replicas: 2, queue: 'per_worker' } });
    rig.submit(0, 0, 100, 50);
    rig.submit(0, 1, 300, 50);
    const seen = viewAt(0.2, rig);
    expect(seen['prefill']!.map(({ id, step }) => [id, step!.prefillTokens])).toEqual([
      ['0', 0],
      ['1', 300],
    ]);
    expect(seen['decode']!.map(({ id, step }) => [id, step!.decodeRequests])).toEqual([['2', 1]]);
  });
});
