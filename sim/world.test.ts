/** What every run has: samples and their checks, the promise that pools watch, the books at the end. */
import { describe, expect, it } from 'vitest';
import { createObserver } from './observe/index.js';
import type { WorldInput } from './simulation-input.js';
import { collect, requestOf, type SmallClusterOptions, smallInput, smallProfile } from './testing/index.js';
import { World } from './world.js';

function worldOf(options: SmallClusterOptions = {}, more: Partial<WorldInput> = {}) {
  const collected = collect();
  const input: WorldInput = { ...smallInput(options), ...more };
  const world = new World(input, createObserver('exact', 0), collected.sink, {});
  const send = (time_s: number, of: Parameters<typeof requestOf>[0]) => {
    const kind = world.kernel.define<undefined>(
      2,
      () => void world.clients.arrive(requestOf({ arrival_s: time_s, ...of })),
    );
    world.kernel.at(time_s, kind, undefined);
  };
  const until = (time_s: number) => world.kernel.runUntil(time_s);
  return { world, send, until, ...collected };
}

describe('samples', () => {
  it('are taken at the start and at every interval, and once more at the end', () => {
    const { world, until, samples } = worldOf();
    until(35);
    expect(samples.map(({ time_s }) => time_s)).toEqual([0, 10, 20, 30]);
    world.close();
    expect(samples).toHaveLength(5);
  });

  it('come after all else in their instant', () => {
    const { send, until, samples } = worldOf();
    send(10, { inputTokens: 500 });
    until(10);
    expect(samples.at(-1)!.pools.prefill).toMatchObject({ running: 1 });
  });

  it('stop a run whose books are wrong', () => {
    const { world, until } = worldOf();
    world.clients.tally.injected++;
    expect(() => until(0)).toThrow('1 requests are open but 0 accounted for');
  });
});

describe('the promise', () => {
  /** Since when prompts were short, by request; each is computed for a second, one after the other. */
  const shortSince = (sla: WorldInput['sla'], options: SmallClusterOptions = {}) => {
    const { send, until, ends } = worldOf(options, { sla });
    for (const id of [0, 1, 2]) send(id / 1000, { id, inputTokens: 1000, outputTokens: 1 });
    until(30);
    return ends.map(({ stages }) => stages?.holdUps?.promptsShortSince_s !== undefined);
  };

  it('is in danger from half the TTFT on', () => {
    expect(shortSince({ ttft: 4 })).toEqual([false, false, false]);
    expect(shortSince({ ttft: 3 })).toEqual([false, false, true]);
    expect(shortSince({ ttft: 1.5 })).toEqual([false, true, true]);
  });

  it('is in danger from a second on where no TTFT is promised', () => {
    expect(shortSince({})).toEqual([false, false, true]); // 0.999 s keep it
  });

  it('of a pace is the TPOT, and none where none is promised', () => {
    const slow = (sla: WorldInput['sla']) => {
      const { send, until, ends } = worldOf({}, { sla });
      send(0, { outputTokens: 9 });
      until(10);
      return ends[0]!.stages?.holdUps?.paceShortSince_s !== undefined;
    };
    expect([slow({}), slow({ tpot: 0.011 }), slow({ tpot: 0.009 })]).toEqual([false, false, true]);
  });
});

describe('a world is quiet', () => {
  it('while nobody is inside and nothing is under way, not even for somebody who has gone', () => {
    const { world, send, until } = worldOf({ transfer: { latency_ms: 2000 }, clients: { timeout_s: 1 } });
    expect(world.isQuiet).toBe(true);
    send(1, {});
    until(1);
    expect(world.isQuiet).toBe(false);
    until(2.5); // given up at 2 s, on the way until 3.1 s
    expect([world.clients.open, world.isQuiet]).toEqual([0, false]);
    until(4);
    expect(world.isQuiet).toBe(true);
  });
});

describe('the overhead of clients', () => {
  it('is that of the workers that compute prompts', () => {
    const { send, until, firstTokens } = worldOf({ profile: { ...smallProfile(), clientOverheadMs: 250 } });
    send(0, { inputTokens: 100, outputTokens: 1 });
    until(5);
    expect(firstTokens[0]!.ttft_s).toBeCloseTo(0.35, 9);
  });
});

describe('the end', () => {
  it('leaves who is inside unfinished, closes every account and is told last, with its totals', () => {
    const { world, send, until, log, runEnds } = worldOf();
    send(1, { outputTokens: 5000 });
    until(15);
    world.close();
    const names = log.map((line) => line.split(' ')[0]).filter((name) => name !== 'tokenGaps');
    expect(names.slice(-5)).toEqual(['sample', 'requestEnd', 'workerEnd', 'workerEnd', 'runEnd']);
    expect(runEnds).toEqual([{ time_s: world.kernel.now, events: world.kernel.processed, steps: world.cluster.steps }]);
    expect(world.clients.tally).toMatchObject({ injected: 1, unfinished: 1 });
  });

  it('tells the time of the nodes where there are any', () => {
    const nodes = { gpus_per_node: 4, initial: 1, max: 2, provision: { stages: [] } };
    const input = smallInput();
    const { world, until, runEnds } = worldOf({}, { cluster: { ...input.cluster, infrastructure: { nodes } } });
    until(10);
    world.close();
    expect(runEnds[0]!.nodes).toEqual({ provisioned_gpu_s: 40, idle_gpu_s: 20 });
  });

  it('after a failure is told as it is, without checks', () => {
    const { world, until, log } = worldOf();
    until(5);
    world.clients.tally.injected += 7;
    world.abandon();
    expect(log.at(-1)).toBe(`runEnd {"time_s":0,"events":${world.kernel.processed}}`);
    expect(log.filter((line) => line.startsWith('workerEnd'))).toEqual([]);
  });
});
