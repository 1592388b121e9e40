/** Who waits where: at the pool until a worker takes it (`pooled`), or at the worker it was sent to (`per_worker`). */
import { describe, expect, it } from 'vitest';
import {
  play,
  playInput,
  poolSpec,
  type Rows,
  requests,
  scriptedPolicy,
  smallInput,
  smallProfile,
} from '../testing/index.js';

const profile = smallProfile({ maxKvTokens: 100 });
const grows = { block_tokens: 10, kv_admission: 'prompt' as const };

describe('a pooled queue before aggregated workers', () => {
  const busy: Rows = [0, 1, 2, 3].map((i) => [i / 1000, 40, 1]);

  it('gives a worker as many prompts as one step has budget for', () => {
    const { ends } = play(busy, { aggregated: { max_batched_tokens: 160 } });
    // 40 alone; the others, which came meanwhile, together
    expect(ends.map(({ time_s }) => Math.round(time_s * 1000))).toEqual([40, 160, 160, 160]);
  });

  it('gives it no more than it has seats for', () => {
    const { samples } = play(
      Array.from({ length: 30 }, (_, i) => [i / 1000, 5, 2000] as const),
      { aggregated: { max_batch: 4 } },
    );
    expect(Math.max(...samples.map(({ pools }) => pools.aggregated!.running!))).toBe(4);
  });

  it('fills a worker to its prompts where these admit, so that the last must go again; or to whole lives', () => {
    const rows: Rows = [
      [0, 30, 25],
      [0.001, 30, 25],
    ];
    const preemptions = (kv_admission: 'prompt' | 'full') =>
      play(rows, { profile, aggregated: { ...grows, kv_admission } }).ends.map((end) => end.preemptions);
    expect(preemptions('prompt')).toEqual([0, 1]);
    expect(preemptions('full')).toEqual([0, 0]);
  });

  it('gives the next to a worker that takes in all it had of one instant', () => {
    const rows: Rows = [
      [0, 30, 25],
      [0, 30, 25],
    ];
    const { result } = play(rows, { profile, aggregated: grows });
    expect(result.tally.completed).toBe(2);
  });

  it('lets whichever worker is free take the head, however long ago it came', () => {
    const rows: Rows = [
      [0, 300, 1],
      [0, 100, 1],
      [0, 100, 1],
    ];
    const pool = { replicas: 2, max_batch: 1 };
    expect(play(rows, { aggregated: pool }).end(2)).toMatchObject({ prefillWorker: 1, decodeWorker: 1 });
    expect(play(rows, { aggregated: pool }).end(2).time_s).toBeCloseTo(0.2, 9);
  });
});

describe('workers that a request can never fit into', () => {
  const rows: Rows = [
    [0, 500, 20],
    [0.001, 30, 2],
    [0.002, 500, 20],
  ];

  it.each(['pooled', 'per_worker'] as const)('are passed over by a queue that is %s', (queue) => {
    const { result, end } = playTwoKinds(rows, queue);
    expect(result.tally).toMatchObject({ completed: 3 });
    expect([end(0).decodeWorker, end(2).decodeWorker]).toEqual([1, 1]);
  });

  it('are not asked at a prefill worker for the room of the output', () => {
    const input = smallInput();
    const groups = [{ spec: poolSpec({ max_batch: 1 }), profile: smallProfile({ maxKvTokens: 550 }) }];
    const cluster = {
      ...input.cluster,
      pools: { ...input.cluster.pools, prefill: { queue: 'pooled' as const, groups } },
    };
    expect(playInput({ ...input, cluster }, requests([[0, 500, 100]])).end(0).status).toBe('completed');
  });
});

describe('several kinds of workers in a pool', () => {
  it('share an order in turn, each up to its most', () => {
    const { samples, workers } = playTwoKinds([[0, 30, 2]], 'pooled', [{ aggregated: 5 }]);
    expect(samples.at(-1)!.pools.aggregated).toMatchObject({ ready: 5, desired: 5 });
    const gpus = workers.filter(({ state, time_s }) => state === 'starting' && time_s >= 60).map((event) => event.gpus);
    expect(gpus).toEqual([1, 4, 4]); // the first kind has one and takes one more; the second has one and takes the rest
  });
});

/** A kind with 100 KV tokens and one GPU, of which there are at most two, and one with 10 000 and four. */
function playTwoKinds(rows: Rows, queue: 'pooled' | 'per_worker', script: Parameters<typeof scriptedPolicy>[0] = []) {
  const startup = { stages: [{ name: 'startup', fixed_s: 5 }] };
  const kinds = [
    { spec: poolSpec({ max_replicas: 2, startup }), profile: smallProfile({ maxKvTokens: 100 }) },
    { spec: poolSpec({ startup }), profile: smallProfile({ maxKvTokens: 10_000, gpusPerWorker: 4 }) },
  ];
  const input = smallInput({ aggregated: {}, policy: scriptedPolicy(script), trafficDuration_s: 100 });
  const cluster = { ...input.cluster, pools: { aggregated: { queue, groups: kinds } } };
  return playInput({ ...input, cluster }, requests(rows));
}
