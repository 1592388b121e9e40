/** What all pools share: their counts, who could ever hold what, and who is ready or not. */
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../testing/index.js';
import { ClusterRig, type ClusterRigOptions } from './testing/cluster-rig.js';
import { inFlightOf } from './testing/workers.js';

const startup = { stages: [{ name: 'startup', fixed_s: 5 }] };

const pools = (options: ClusterRigOptions) => {
  const rig = new ClusterRig(options);
  const [prompts, decode] = rig.cluster.pools;
  return { rig, prompts: prompts!, decode: decode! };
};

describe("a pool's workers", () => {
  it('are counted by state as they come and go', () => {
    const { rig, prompts } = pools({ aggregated: { replicas: 2, startup } });
    rig.submit(0, 0, 100, 1000);
    rig.at(1, () => prompts.order(4));
    rig.until(1);
    expect(prompts.counts()).toEqual({ ready: 2, starting: 2, draining: 0, desired: 4 });
    rig.until(6);
    expect(prompts.counts()).toEqual({ ready: 4, starting: 0, draining: 0, desired: 4 });
    rig.at(7, () => prompts.order(0));
    rig.until(7);
    expect(prompts.counts()).toEqual({ ready: 0, starting: 0, draining: 1, desired: 0 }); // the one that decodes
    rig.until(20);
    expect(prompts.counts()).toEqual({ ready: 0, starting: 0, draining: 0, desired: 0 });
  });

  it('are members until they are gone, and may be given work while they are ready', () => {
    const { rig, prompts } = pools({ aggregated: { replicas: 1, startup } });
    rig.at(1, () => prompts.order(2));
    rig.until(2);
    const states = () => Array.from(prompts.members(), ({ state }) => state);
    expect([states(), [...prompts.ready()].map(({ id }) => id)]).toEqual([['ready', 'starting'], [0]]);
    rig.until(6);
    expect([states(), [...prompts.ready()].map(({ id }) => id)]).toEqual([
      ['ready', 'ready'],
      [0, 1],
    ]);
  });

  it('are replaced when they crash', () => {
    const { rig, prompts } = pools({ aggregated: { replicas: 1, startup } });
    rig.at(1, () => prompts.crash([...prompts.ready()][0]!));
    rig.until(1);
    expect(prompts.counts()).toEqual({ ready: 0, starting: 1, draining: 0, desired: 1 });
  });

  it('take up what waits the moment they are ready', () => {
    const { rig } = pools({ aggregated: { replicas: 0, startup } });
    rig.submit(0, 0, 100, 1);
    rig.at(1, () => rig.cluster.order({ aggregated: 1 }));
    rig.until(10);
    expect(rig.told).toEqual(['first 0 6100', 'completed 0 6100']);
  });
});

describe('whether a worker could ever hold a request', () => {
  it.each([
    [90, 10, true],
    [90, 11, false],
    [1, 99, true],
    [101, 1, false],
  ])('of %d tokens in and %d out: %s, in whole blocks', (input, output, fits) => {
    const { prompts } = pools({ aggregated: { block_tokens: 10 }, profile: smallProfile({ maxKvTokens: 109 }) });
    expect(prompts.canEverHold(inFlightOf(0, 0, input, output))).toBe(fits);
  });

  it('asks at a prefill worker for the prompt alone, and for what it has got before it was lost', () => {
    const { prompts, decode } = pools({ profile: smallProfile({ maxKvTokens: 100 }) });
    const long = inFlightOf(0, 0, 100, 50);
    expect([prompts.canEverHold(long), decode.canEverHold(long)]).toEqual([true, false]);
    long.delivered = 1;
    expect(prompts.canEverHold(long)).toBe(false);
  });
});

describe("a pool's sample", () => {
  it('shows KV in use of those who serve or drain', () => {
    const { rig, prompts } = pools({
      aggregated: { replicas: 2, startup },
      profile: smallProfile({ maxKvTokens: 1000 }),
    });
    rig.submit(0, 0, 100, 400);
    rig.until(1);
    expect(prompts.sample().kvUsage).toBe(500 / 2000);
    rig.at(1, () => prompts.order(3)); // one that starts has no KV to speak of
    rig.until(2);
    expect(prompts.sample()).toMatchObject({ kvUsage: 500 / 2000, running: 1, queued: 0, starting: 1 });
    rig.at(2, () => prompts.order(0));
    rig.until(2);
    expect(prompts.sample()).toMatchObject({ kvUsage: 500 / 1000, draining: 1 });
  });
});

describe('a pool is idle', () => {
  it('while no engine has a step under way', () => {
    const { rig, prompts } = pools({ aggregated: {} });
    expect(prompts.isIdle()).toBe(true);
    rig.submit(0, 0, 100, 2);
    rig.until(0.05);
    expect(prompts.isIdle()).toBe(false);
    rig.until(1);
    expect(prompts.isIdle()).toBe(true);
  });
});

it('closes the account of everybody who is there at the end', () => {
  const { rig, prompts } = pools({ aggregated: { replicas: 2, startup } });
  rig.at(1, () => prompts.order(3));
  rig.at(4, () => prompts.close());
  rig.until(4);
  expect(rig.collected.workerEnds.map(({ worker, seconds }) => [worker, seconds.idle, seconds.starting])).toEqual([
    [0, 4, 0],
    [1, 4, 0],
    [2, 0, 3],
  ]);
});
