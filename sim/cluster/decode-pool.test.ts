/** Who is decoded where and when: seats, KV room, the transfer before it. 1 ms a prompt token, 10 ms a step, 2 ms a transfer. */
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../testing/index.js';
import { ClusterRig, type ClusterRigOptions } from './testing/cluster-rig.js';

/** As many prefill workers as prompts, so that all are computed at 10 ms. */
function sent(outputs: readonly number[], options: ClusterRigOptions = {}) {
  const rig = new ClusterRig({ ...options, prefill: { replicas: outputs.length, ...options.prefill } });
  const all = outputs.map((output, id) => rig.submit(id / 1e6, id, 10, output));
  const stages = () => all.map(({ stage }) => stage);
  return { rig, all, stages };
}

const bySeats: ClusterRigOptions = { decode: { max_batch: 1 } };

describe('a computed prompt', () => {
  it('is on its way as soon as a worker has a seat for it', () => {
    const { rig, stages } = sent([20, 20], bySeats);
    rig.until(0.011);
    expect(stages()).toEqual(['transfer', 'decode_queued']);
    rig.until(0.013);
    expect(stages()).toEqual(['decode', 'decode_queued']);
    rig.until(0.012 + 19 * 0.01 + 0.001);
    expect(stages()).toEqual(['ended', 'transfer']);
  });

  it('waits for KV room for its whole life where that is reserved', () => {
    const { rig, stages } = sent([80, 80], { profile: smallProfile({ maxKvTokens: 100 }) });
    rig.until(0.5);
    expect(stages()).toEqual(['decode', 'decode_queued']);
    expect(rig.usedBlocks()).toEqual([0, 10, 90]); // the second one's prompt is kept at its prefill worker
  });

  it('goes where there is room now, to the least loaded', () => {
    const { rig, all } = sent([50, 50, 50], { decode: { replicas: 2, max_batch: 2 } });
    rig.until(0.05);
    expect(all.map(({ decodeWorker }) => decodeWorker!.id)).toEqual([3, 4, 3]);
  });

  it('waits at the worker that it was sent to where queues are per worker', () => {
    const { rig, all, stages } = sent([10, 100, 10], {
      decode: { replicas: 2, max_batch: 1, queue: 'per_worker', routing: { policy: 'round_robin' } },
    });
    rig.until(0.05);
    expect(stages()).toEqual(['decode', 'decode', 'decode_queued']);
    expect(all[2]!.decodeWorker!.queue.length).toBe(1);
    rig.until(0.12); // the first has ended at 102 ms
    expect([stages()[2], all[2]!.decodeWorker!.id]).toEqual(['decode', 3]);
  });
});

describe('the first token', () => {
  it('is out with the transfer where prefill gives it', () => {
    const { rig } = sent([3]);
    rig.until(1);
    expect(rig.told).toEqual(['first 0 12', 'completed 0 32']);
  });

  it('is out with the first step where decode gives it', () => {
    const { rig } = sent([3], { transfer: { first_token: 'decode' } });
    rig.until(1);
    expect(rig.told).toEqual(['first 0 22', 'completed 0 42']);
  });
});

describe('the clock of a request', () => {
  it('has the instants of each stage', () => {
    const { rig, all } = sent([20, 3], bySeats);
    rig.until(1);
    const { queued_s, started_s, prefilled_s, granted_s, transferred_s } = all[1]!.stages;
    const granted_ms = 12 + 19 * 10; // when the first has its last token
    const instants = [queued_s, started_s, prefilled_s, granted_s, transferred_s];
    expect(instants.map((time_s) => Math.round(time_s! * 1e4) / 10)).toEqual([0, 0, 10, granted_ms, granted_ms + 2]);
  });

  it('says since when the pool is short of room, to those who wait too long for it', () => {
    const { rig, all } = sent([20, 3, 3], { ...bySeats, promise: { wait_s: 0.1, tpot_s: 1 } });
    rig.until(1);
    const short = all.map(({ stages }) => stages.holdUps?.roomShortSince_s);
    expect(short).toEqual([undefined, expect.closeTo(0.01, 5), expect.closeTo(0.01, 5)]);
  });
});

describe('a worker that goes', () => {
  it('hands its queue back to the others where drains redirect', () => {
    const { rig, all } = sent([100, 100, 5, 5], {
      decode: { replicas: 2, max_batch: 1, queue: 'per_worker', drain: 'redirect', routing: { policy: 'round_robin' } },
    });
    rig.until(0.05);
    expect(all.map(({ decodeWorker }) => decodeWorker!.id)).toEqual([4, 5, 4, 5]);
    rig.at(0.05, () => rig.cluster.order({ decode: 1 }));
    rig.until(0.05);
    expect(all.map(({ decodeWorker }) => decodeWorker!.id)).toEqual([4, 5, 4, 4]);
    rig.until(5);
    expect(rig.told.filter((line) => line.startsWith('completed'))).toHaveLength(4);
    expect(rig.check()).toEqual([]);
  });

  it('serves its own queue first where they wait', () => {
    const { rig, all } = sent([100, 100, 5, 5], {
      decode: { replicas: 2, max_batch: 1, queue: 'per_worker', drain: 'wait', routing: { policy: 'round_robin' } },
    });
    rig.until(0.05);
    rig.at(0.05, () => rig.cluster.order({ decode: 1 }));
    rig.until(5);
    expect(all.map(({ decodeWorker }) => decodeWorker!.id)).toEqual([4, 5, 4, 5]);
    expect(all[3]!.decodeWorker!.state).toBe('gone');
  });

  it('lets the one after a lost head go on', () => {
    const { rig } = sent([20, 5], { profile: smallProfile({ maxKvTokens: 30 }), prefill: { queue: 'per_worker' } });
    rig.until(0.05);
    rig.at(0.05, () => {
      const [worker] = [...rig.cluster.pool('decode')!.ready()];
      rig.cluster.pool('decode')!.crash(worker!);
    });
    rig.until(40); // another decode worker is there after 30 s
    expect(rig.told).toEqual(['first 0 12', 'lost 0 50 crash', 'first 1 30052', 'completed 1 30092']);
  });
});

describe('transfers', () => {
  const books = (rig: ClusterRig) => [rig.cluster.decode!.transfersBegun, rig.cluster.decode!.transfersEnded];

  it('are counted when they begin and when they end', () => {
    const { rig } = sent([5, 5]);
    rig.until(0.011);
    expect(books(rig)).toEqual([2, 0]);
    expect(rig.cluster.isQuiet).toBe(false);
    rig.until(1);
    expect(books(rig)).toEqual([2, 2]);
  });

  it('go on to their end for whoever has gone, and give back room and seat then', () => {
    const { rig, all } = sent([50], { transfer: { latency_ms: 500 } });
    rig.at(0.1, () => rig.cluster.abandon(all[0]!));
    rig.until(0.4);
    expect([rig.cluster.inFlight, rig.cluster.isQuiet, rig.usedBlocks()]).toEqual([0, false, [10, 60]]);
    rig.until(0.6);
    expect([rig.cluster.isQuiet, rig.usedBlocks(), books(rig)]).toEqual([true, [0, 0], [1, 1]]);
    expect(rig.told).toEqual([]);
  });

  it('keep a draining worker until they have ended', () => {
    const { rig, all } = sent([5], { transfer: { latency_ms: 500 } });
    rig.at(0.1, () => rig.cluster.order({ prefill: 0, decode: 0 }));
    rig.until(0.4);
    expect([all[0]!.prefillWorker!.state, all[0]!.decodeWorker!.state]).toEqual(['draining', 'draining']);
    rig.until(0.52);
    expect([all[0]!.prefillWorker!.state, all[0]!.decodeWorker!.state]).toEqual(['gone', 'draining']);
    rig.until(1);
    expect(all[0]!.decodeWorker!.state).toBe('gone');
  });

  it('are cut off where one end dies, and the other end is free at once', () => {
    for (const [role, left] of [
      ['prefill', [0]],
      ['decode', [0]],
    ] as const) {
      const { rig } = sent([5], { transfer: { latency_ms: 500 } });
      rig.at(0.1, () => {
        const pool = rig.cluster.pool(role)!;
        pool.crash([...pool.ready()][0]!);
      });
      rig.until(0.1);
      expect(rig.told).toEqual(['lost 0 100 crash']);
      expect(rig.usedBlocks().filter((used) => used > 0)).toEqual([]);
      expect(rig.usedBlocks()).toContain(left[0]);
      expect(books(rig)).toEqual([1, 1]);
    }
  });
});
