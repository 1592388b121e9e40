/** Who computes a prompt when, and what becomes of those who wait. 1 ms a prompt token; each prompt wants one token. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../testing/index.js';
import { ClusterRig, type ClusterRigOptions } from './testing/cluster-rig.js';

/** Milliseconds at which prompts of these lengths, all sent at 0 s, are computed; `undefined` for those that are not by 60 s. */
function computed(lengths: readonly number[], prefill: ClusterRigOptions['prefill'], more: ClusterRigOptions = {}) {
  const rig = new ClusterRig({ ...more, prefill: { ...prefill } });
  lengths.forEach((length, id) => rig.submit(id / 1e6, id, length, 1));
  rig.until(60);
  return lengths.map((_, id) => {
    const line = rig.told.find((told) => told.startsWith(`completed ${id} `));
    return line && Math.round(Number(line.split(' ')[2]));
  });
}

describe('a pooled queue', () => {
  it('is first come, first served', () => {
    expect(computed([100, 50, 10], {})).toEqual([100, 150, 160]);
  });

  it('gives the head to whichever worker is free first', () => {
    expect(computed([100, 30, 50, 10], { replicas: 2 })).toEqual([100, 30, 80, 90]);
  });

  it('gives a worker what its next step has budget for beside what it has', () => {
    const pool = { max_batch: 8, max_batched_tokens: 100 };
    // 60 alone; meanwhile 40 more fit beside it in the worker's own queue, the next 40 do not
    expect(computed([60, 40, 40], pool)).toEqual([60, 100, 140]);
  });

  it('gives a prompt longer than any budget to a worker that has nothing', () => {
    expect(computed([60, 500], { max_batch: 8, max_batched_tokens: 100 })).toEqual([60, 560]);
  });

  it('holds back whoever is behind a head that fits nowhere', () => {
    const pool = { max_batch: 8, max_batched_tokens: 1000 };
    const profile = smallProfile({ maxKvTokens: 150 });
    const rig = new ClusterRig({
      profile,
      prefill: pool,
      decode: { replicas: 0 },
      transfer: { first_token: 'decode' },
    });
    [100, 100, 20].forEach((length, id) => rig.submit(id / 1e6, id, length, 2));
    rig.until(1); // the first is computed and kept; the second waits for its room, the third behind it
    expect(rig.cluster.stages().map(({ meter }) => meter.count)).toEqual([2, 0, 1, 0, 0]);
  });
});

describe('a queue at each worker', () => {
  it('takes a request as it comes, to the worker with the fewest prompt tokens', () => {
    expect(computed([300, 200, 100, 150], { replicas: 2, queue: 'per_worker' })).toEqual([300, 200, 300, 450]);
  });

  it('keeps it there when another one becomes free', () => {
    const lengths = [300, 10, 10, 100];
    const pooled = computed(lengths, { replicas: 2 });
    const bound = computed(lengths, { replicas: 2, queue: 'per_worker', routing: { policy: 'round_robin' } });
    expect(pooled).toEqual([300, 10, 20, 120]);
    expect(bound).toEqual([300, 10, 310, 110]);
  });
});

describe('the load that a router balances', () => {
  it('is prompt tokens where prompts are all the work', () => {
    const rig = new ClusterRig({ prefill: { replicas: 2, queue: 'per_worker' } });
    const all = [500, 100, 100, 100].map((length, id) => rig.submit(id / 1e6, id, length, 1));
    rig.until(0.001);
    expect(all.map(({ prefillWorker }) => prefillWorker!.id)).toEqual([0, 1, 1, 1]);
  });

  it('is requests where they are decoded too', () => {
    const rig = new ClusterRig({ aggregated: { replicas: 2, queue: 'per_worker' } });
    const all = [500, 100, 100, 100].map((length, id) => rig.submit(id / 1e6, id, length, 1));
    rig.until(0.001);
    expect(all.map(({ prefillWorker }) => prefillWorker!.id)).toEqual([0, 1, 0, 1]);
  });
});

describe('the KV of a computed prompt', () => {
  const rig = () => {
    const of = new ClusterRig({ decode: { replicas: 0 }, profile: smallProfile({ maxKvTokens: 500 }) });
    return Object.assign(of, { one: of.submit(0, 0, 100, 5) });
  };

  it('stays at the worker, on its books, until it is fetched', () => {
    const of = rig();
    of.until(1);
    const worker = of.one.prefillWorker!;
    expect([of.one.stage, worker.engine.kv.used(), worker.assigned, worker.promptTokens]).toEqual([
      'decode_queued',
      100,
      1,
      0,
    ]);
    expect(worker.isBusy()).toBe(true);
  });

  it('keeps a draining worker until then', () => {
    const of = rig();
    of.at(0.5, () => of.cluster.order({ prefill: 0 }));
    of.at(1, () => of.cluster.order({ decode: 1 }));
    of.until(30);
    const worker = of.one.prefillWorker!;
    expect(worker.state).toBe('draining');
    of.until(40); // a decode worker starts in 30 s
    expect([worker.state, of.told.length]).toEqual(['gone', 2]);
  });
});

describe('what held a request up', () => {
  it('is that the pool was short, for those who waited too long', () => {
    const rig = new ClusterRig({ promise: { wait_s: 0.15, tpot_s: 1 } });
    const all = [100, 100, 100, 100].map((length, id) => rig.submit(id / 1e6, id, length, 1));
    rig.until(1);
    expect(all.map(({ stages }) => stages.holdUps?.promptsShortSince_s)).toEqual([
      undefined,
      undefined,
      expect.closeTo(2e-6, 9),
      expect.closeTo(2e-6, 9),
    ]);
  });

  it('is want of room, where prompts go on to decode and no seat is free', () => {
    const rig = new ClusterRig({ aggregated: { max_batch: 1 } });
    const all = [0, 1].map((id) => rig.submit(id / 1e6, id, 100, 5));
    rig.until(1);
    expect(all.map(({ stages }) => stages.holdUps?.lackedRoom)).toEqual([undefined, true]);
  });

  it('is not want of room where a prefill worker is just busy', () => {
    const rig = new ClusterRig();
    const all = [0, 1].map((id) => rig.submit(id / 1e6, id, 100, 1));
    rig.until(1);
    expect(all.map(({ stages }) => stages.holdUps)).toEqual([undefined, undefined]);
  });

  it('is a slow pace, for those who got their tokens too slowly', () => {
    const rig = new ClusterRig({ aggregated: {}, promise: { wait_s: 1, tpot_s: 0.009 } });
    const one = rig.submit(0, 0, 100, 5);
    rig.until(1);
    expect(one.stages.holdUps).toEqual({ paceShortSince_s: expect.closeTo(0.1, 9) });
  });
});

const anyPrompts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 15 });

it('prompts begin in the order in which they came: at each worker, and over all where each is computed alone', () => {
  const any = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(anyPrompts, any, any, (lengths, replicas, max_batch) => {
      const rig = new ClusterRig({ prefill: { replicas, max_batch } });
      const all = lengths.map((length, id) => rig.submit(id / 1e6, id, length, 1));
      rig.until(60);
      const workers = [...new Set(all.map(({ prefillWorker }) => prefillWorker))];
      const atEach = workers.map((worker) => all.filter(({ prefillWorker }) => prefillWorker === worker));
      const queues = max_batch === 1 ? [all] : atEach;
      for (const queue of queues) {
        const started = queue.map(({ stages }) => stages.started_s!);
        expect(started).toEqual([...started].sort((a, b) => a - b));
      }
    }),
    { numRuns: 60 },
  );
});

it('a worker more never makes the last prompt later, where each is computed alone (list scheduling in one order)', () => {
  fc.assert(
    fc.property(anyPrompts, fc.integer({ min: 1, max: 4 }), (lengths, replicas) => {
      const begun = (workers: number) => {
        const rig = new ClusterRig({ prefill: { replicas: workers } });
        const all = lengths.map((length, id) => rig.submit(id / 1e6, id, length, 1));
        rig.until(60);
        return all.map(({ stages }) => stages.started_s!);
      };
      const [few, many] = [begun(replicas), begun(replicas + 1)];
      // Kiefer and Wolfowitz 1955: the ordered workloads of a first-come-first-served queue fall with a server more
      many.forEach((start_s, id) => expect(start_s).toBeLessThanOrEqual(few[id]! + 1e-9));
    }),
    { numRuns: 40 },
  );
});
