/** A cluster at its door: who gets in, what its clients hear, and what is left behind when somebody or something goes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolSpec, smallProfile } from '../testing/index.js';
import { ClusterRig } from './testing/cluster-rig.js';

const slowLink = { transfer: { latency_ms: 300 } };

describe('what the clients hear', () => {
  it('of a request: its first token and its end', () => {
    const rig = new ClusterRig();
    rig.submit(0, 0, 100, 3);
    rig.until(1);
    expect(rig.told).toEqual(['first 0 102', 'completed 0 122']);
  });

  it('of an aggregated one: the same, without a transfer', () => {
    const rig = new ClusterRig({ aggregated: {} });
    rig.submit(0, 0, 100, 3);
    rig.until(1);
    expect(rig.told).toEqual(['first 0 100', 'completed 0 120']);
  });

  it.each([
    ['a prefill worker', { prefill: {}, decode: {} }, 1001, 1],
    ['a decode worker', {}, 900, 101],
    ['an aggregated worker', { aggregated: {} }, 900, 101],
  ])('at once where %s could never hold it', (_, pools, input, output) => {
    const rig = new ClusterRig({ ...pools, profile: smallProfile({ maxKvTokens: 1000 }) });
    rig.submit(5, 0, input, output);
    rig.until(6);
    expect(rig.told).toEqual(['refused 0 5000']);
    expect(rig.cluster.inFlight).toBe(0);
  });

  it('nothing of one that just fits', () => {
    const rig = new ClusterRig({ aggregated: {}, profile: smallProfile({ maxKvTokens: 1000 }) });
    rig.submit(0, 0, 900, 100);
    rig.until(10);
    expect(rig.told.map((line) => line.split(' ')[0])).toEqual(['first', 'completed']);
  });
});

describe('the stages', () => {
  it('are those of the kind of cluster', () => {
    expect(new ClusterRig().cluster.stages().map(({ name }) => name)).toEqual([
      'prefill queue',
      'prefill',
      'decode queue',
      'KV transfer',
      'decode',
    ]);
    expect(new ClusterRig({ aggregated: {} }).cluster.stages().map(({ name }) => name)).toEqual([
      'aggregated queue',
      'aggregated',
    ]);
  });

  it.each([
    [0.05, [1, 1, 0, 0, 0]],
    [0.15, [0, 1, 0, 1, 0]],
    [0.45, [0, 0, 0, 1, 1]],
    [0.55, [0, 0, 0, 0, 2]],
  ])('at %d s hold who is in them', (time_s, counts) => {
    // two prompts of 100 ms one after the other, 300 ms on the way each, then 50 tokens
    const rig = new ClusterRig(slowLink);
    rig.submit(0, 0, 100, 50);
    rig.submit(0, 1, 100, 50);
    rig.until(time_s);
    expect(rig.cluster.stages().map(({ meter }) => meter.count)).toEqual(counts);
    expect([rig.cluster.inFlight, rig.cluster.inStages]).toEqual([2, 2]);
  });
});

describe('a client that goes', () => {
  it.each([
    ['in the queue', 0.05, 1],
    ['in prefill', 0.05, 0],
    ['on the way', 0.25, 0],
    ['in decode', 0.45, 0],
  ])('%s leaves nothing behind', (_, time_s, leaver) => {
    const rig = new ClusterRig(slowLink);
    const all = [rig.submit(0, 0, 100, 50), rig.submit(0, 1, 100, 50)];
    rig.at(time_s, () => rig.cluster.abandon(all[leaver]!));
    rig.until(time_s);
    expect(rig.cluster.inFlight).toBe(1);
    expect(all[leaver]).toMatchObject({ stage: 'ended', isWanted: false });
    rig.until(5);
    expect(rig.told.filter((line) => line.startsWith('completed'))).toHaveLength(1);
    expect(rig.told.some((line) => line.includes(`completed ${leaver}`))).toBe(false);
    expect([rig.usedBlocks(), rig.cluster.isQuiet]).toEqual([[0, 0], true]);
  });

  it('while it waits for a decode worker frees the prompt that was kept for it', () => {
    const rig = new ClusterRig({ profile: smallProfile({ maxKvTokens: 300 }) });
    rig.submit(0, 0, 100, 150);
    const waiting = rig.submit(0, 1, 100, 150);
    rig.until(0.5);
    expect(waiting.stage).toBe('decode_queued');
    expect(rig.usedBlocks()).toEqual([100, 250]);
    rig.at(0.5, () => rig.cluster.abandon(waiting));
    rig.until(0.5);
    expect(rig.usedBlocks()).toEqual([0, 250]);
  });

  it('twice goes once', () => {
    const rig = new ClusterRig();
    const one = rig.submit(0, 0, 100, 50);
    for (const time_s of [0.2, 0.3]) rig.at(time_s, () => rig.cluster.abandon(one));
    rig.until(1);
    expect(rig.cluster.inFlight).toBe(0);
  });

  it('in decode has got the tokens up to then', () => {
    const rig = new ClusterRig({ aggregated: {} });
    const one = rig.submit(0, 0, 100, 50);
    rig.at(0.135, () => rig.cluster.abandon(one));
    rig.until(0.135);
    expect([one.delivered, one.lastToken_s]).toEqual([4, expect.closeTo(0.13, 9)]);
  });
});

describe('a worker that dies', () => {
  const crash = (rig: ClusterRig, time_s: number, role: 'prefill' | 'decode') => {
    rig.at(time_s, () => {
      const pool = rig.cluster.pool(role)!;
      pool.crash([...pool.ready()][0]!);
    });
  };

  it.each([
    ['prefill', 0.05, ['lost 0 50 crash', 'lost 1 50 crash']], // one in work, one in its own queue
    ['prefill', 0.45, ['lost 1 450 crash']], // on the way from it; the other decodes
    ['decode', 0.25, ['lost 0 250 crash', 'lost 1 250 crash']], // both on the way to it
    ['decode', 0.45, ['lost 0 450 crash', 'lost 1 450 crash']],
  ] as const)('%s at %d s loses what it holds', (role, time_s, lost) => {
    const rig = new ClusterRig({ ...slowLink, prefill: { queue: 'per_worker', replicas: 1 } });
    rig.submit(0, 0, 100, 50);
    rig.submit(0, 1, 100, 50);
    crash(rig, time_s, role);
    rig.until(20);
    expect(rig.told.filter((line) => line.startsWith('lost'))).toEqual(lost);
    expect([rig.cluster.inFlight, rig.cluster.isQuiet]).toEqual([2 - lost.length - (lost.length === 1 ? 1 : 0), true]);
    expect(rig.usedBlocks().every((used) => used === 0)).toBe(true);
  });

  it('leaves those who wait at the pool to the next one', () => {
    const rig = new ClusterRig({ prefill: { startup: { stages: [{ name: 'startup', fixed_s: 1 }] } } });
    rig.submit(0, 0, 100, 1);
    rig.submit(0, 1, 100, 1);
    crash(rig, 0.05, 'prefill');
    rig.until(5);
    expect(rig.told).toEqual(['lost 0 50 crash', 'first 1 1150', 'completed 1 1150']);
  });
});

describe('orders', () => {
  it('go to the pools that they name; the others keep their count', () => {
    const rig = new ClusterRig();
    rig.at(1, () => rig.cluster.order({ decode: 4 }));
    rig.until(1);
    expect(rig.cluster.ordered()).toEqual({ prefill: 1, decode: 4 });
    rig.at(2, () => rig.cluster.order({ prefill: 0, aggregated: 9 }));
    rig.until(2);
    expect(rig.cluster.ordered()).toEqual({ prefill: 0, decode: 4 });
  });

  it('number workers over all pools, in the order of ordering', () => {
    const rig = new ClusterRig({ prefill: { replicas: 2 } });
    rig.at(1, () => rig.cluster.order({ decode: 2, prefill: 3 }));
    rig.until(1);
    const ids = rig.cluster.pools.map((pool) => Array.from(pool.members(), ({ id }) => id));
    expect(ids).toEqual([
      [0, 1, 3],
      [2, 4],
    ]);
  });
});

describe('a sample', () => {
  it('shows each pool: who waits, who is in work, how full its KV is', () => {
    const rig = new ClusterRig({ profile: { ...smallProfile({ maxKvTokens: 1000 }), system: 'small' } });
    rig.submit(0, 0, 100, 50);
    rig.submit(0, 1, 100, 50);
    rig.until(0.15);
    expect(rig.cluster.sample()).toEqual({
      time_s: 0.15,
      pools: {
        prefill: {
          ...{ ready: 1, starting: 0, draining: 0, desired: 1, queued: 0, running: 1, kvUsage: 0.1 },
          kinds: [{ gpuSystem: 'small', ready: 1, starting: 0, draining: 0, gpus: 1 }],
        },
        decode: {
          ...{ ready: 1, starting: 0, draining: 0, desired: 1, queued: 0, running: 1, kvUsage: 0.15 },
          kinds: [{ gpuSystem: 'small', ready: 1, starting: 0, draining: 0, gpus: 1 }],
        },
      },
    });
  });

  it('has no KV usage where nobody keeps KV', () => {
    const rig = new ClusterRig({ aggregated: { replicas: 0 } });
    expect(rig.cluster.sample().pools.aggregated).not.toHaveProperty('kvUsage');
  });
});

it('settling brings everybody up to date, in order of arrival', () => {
  const rig = new ClusterRig({ aggregated: {} });
  rig.submit(0, 7, 100, 50);
  rig.submit(0.001, 3, 100, 50);
  rig.until(0.245); // first tokens at 100 and 200 ms, a step of 10 ms each since 200 ms
  const settled = rig.cluster.settle();
  expect(settled.map(({ request, delivered }) => [request.id, delivered])).toEqual([
    [7, 6],
    [3, 5],
  ]);
});

it('loses nobody and holds no KV for nobody, whoever comes, goes and dies', () => {
  const step = fc.record({
    what: fc.constantFrom('submit', 'submit', 'submit', 'abandon', 'crash', 'order'),
    wait_ms: fc.integer({ min: 0, max: 150 }),
    number: fc.nat({ max: 200 }),
  });
  const spec = fc.record({
    queue: fc.constantFrom('pooled' as const, 'per_worker' as const),
    kv_admission: fc.constantFrom('prompt' as const, 'full' as const),
    isAggregated: fc.boolean(),
    engine: fc.constantFrom('leaping' as const, 'stepping' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), spec, (steps, { isAggregated, engine, ...pool }) => {
      const startup = { stages: [{ name: 'startup', fixed_s: 0.2 }] };
      const own = poolSpec({ ...pool, startup, replicas: 2, max_batch: 4, block_tokens: 16 });
      const pools = isAggregated ? { aggregated: own } : { prefill: own, decode: own };
      const rig = new ClusterRig({ ...pools, engine, profile: smallProfile({ maxKvTokens: 700 }) });
      const sent: ReturnType<ClusterRig['submit']>[] = [];
      let time_s = 0;
      for (const { what, wait_ms, number } of steps) {
        time_s += wait_ms / 1000;
        if (what === 'submit') sent.push(rig.submit(time_s, sent.length, 1 + number, 1 + (number % 40)));
        rig.at(time_s, () => {
          const pool = rig.cluster.pools[number % rig.cluster.pools.length]!;
          const target = sent[number % Math.max(1, sent.length)];
          const workers = [...pool.ready()];
          if (what === 'abandon' && target) rig.cluster.abandon(target);
          if (what === 'crash' && workers.length > 0) pool.crash(workers[number % workers.length]!);
          if (what === 'order') pool.order(number % 4);
        });
        rig.until(time_s);
        expect(rig.check()).toEqual([]);
      }
      rig.at(time_s, () => {
        for (const pool of rig.cluster.pools) pool.order(1);
      });
      rig.until(time_s + 1000);
      const ended = rig.told.filter((line) => !line.startsWith('first')).map((line) => Number(line.split(' ')[1]));
      const abandoned = sent.filter(({ request, isWanted }) => !isWanted && !ended.includes(request.id));
      expect(ended.length).toBe(new Set(ended).size);
      expect(ended.length + abandoned.length).toBe(sent.length);
      expect([rig.cluster.inFlight, rig.cluster.inStages, rig.cluster.isQuiet]).toEqual([0, 0, true]);
      expect(rig.usedBlocks().every((used) => used === 0)).toBe(true);
      for (const { meter } of rig.cluster.stages()) expect(meter.littleGap()).toBeLessThan(1e-6);
    }),
    { numRuns: 80 },
  );
});
