import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LifeSpec, StartupSpec } from '../../scenarios/index.js';
import type { Fleet, Worker } from './index.js';
import { FleetRig } from './testing/fleet-rig.js';

/** Long after the last act, so that whatever can settle has. */
const SETTLED_S = 1e6;
const GPUS_PER_NODE = 4;

const stage = fc.oneof(
  fc.record({ name: fc.constant('wait'), fixed_s: fc.integer({ min: 0, max: 50 }) }),
  fc.record({
    name: fc.constant('vary'),
    lognormal: fc.integer({ min: 1, max: 40 }).map((mean_s) => ({ mean_s, p95_s: mean_s * 1.7 })),
  }),
  fc.record({ name: fc.constant('load'), bytes_gb: fc.integer({ min: 1, max: 200 }) }),
);
const fails = fc.record(
  {
    probability: fc.constantFrom(0, 0.3, 0.7),
    retry_after_s: fc.integer({ min: 1, max: 60 }),
    max_retries: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['probability', 'retry_after_s'] },
);
const startup: fc.Arbitrary<StartupSpec> = fc.record(
  { stages: fc.array(stage, { minLength: 1, maxLength: 3 }), fails },
  { requiredKeys: ['stages'] },
);
const life: fc.Arbitrary<LifeSpec> = fc.record(
  {
    startup,
    snapshot: startup,
    warm_pool: fc.record({ size: fc.integer({ min: 1, max: 3 }), startup, holds_gpus: fc.boolean() }),
    drain: fc.constantFrom('wait' as const, 'redirect' as const, 'immediate' as const),
    drain_timeout_s: fc.integer({ min: 0, max: 100 }),
  },
  { requiredKeys: ['startup'] },
);
const nodes = fc.record(
  {
    gpus_per_node: fc.constant(GPUS_PER_NODE),
    initial: fc.integer({ min: 0, max: 2 }),
    max: fc.integer({ min: 8, max: 12 }), // room for the first workers and warm pools at their largest
    provision: fc.integer({ min: 0, max: 90 }).map((fixed_s) => ({ stages: [{ name: 'provision_node', fixed_s }] })),
    release_after_idle_s: fc.integer({ min: 0, max: 60 }),
  },
  { requiredKeys: ['gpus_per_node', 'initial', 'max', 'provision'] },
);
const act = fc.record({
  at_s: fc.integer({ min: 0, max: 5000 }).map((tenths) => tenths / 10),
  fleet: fc.integer({ min: 0, max: 1 }),
  what: fc.constantFrom('order' as const, 'order' as const, 'crash' as const, 'busy' as const, 'free' as const),
  number: fc.integer({ min: 0, max: 7 }),
});
const world = fc.record({
  seed: fc.integer({ min: 0, max: 1000 }),
  lives: fc.tuple(life, life),
  gpus: fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(1, 3, 4, 6)),
  nodes: fc.option(nodes, { nil: undefined }),
  acts: fc.array(act, { maxLength: 40 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function play({ seed, lives, gpus, nodes: nodeSpec, acts }: World) {
  const rig = new FleetRig({ storage: { bandwidth_gb_per_s: 10 }, ...(nodeSpec && { nodes: nodeSpec }) }, seed);
  const fleets = [rig.fleet(lives[0], gpus[0]), rig.fleet(lives[1], gpus[1], 'decode')];
  for (const fleet of fleets) fleet.begin(1);
  for (const { at_s, fleet: index, what, number } of acts) {
    const fleet = fleets[index]!;
    rig.at(at_s, () => {
      const worker = fleet.members[number % Math.max(1, fleet.members.length)];
      if (what === 'order') fleet.order(number);
      else if (worker) disturb(fleet, worker, what, at_s);
      check(rig, fleets, gpus, nodeSpec?.max);
    });
  }
  rig.until(600);
  for (const fleet of fleets) for (const worker of [...fleet.members]) disturb(fleet, worker, 'free', 600);
  rig.until(SETTLED_S);
  check(rig, fleets, gpus, nodeSpec?.max);
  return { rig, fleets };
}

function disturb(fleet: Fleet<Worker>, worker: Worker, what: 'crash' | 'busy' | 'free', now_s: number): void {
  if (what === 'crash') fleet.crash(worker);
  if (what === 'busy' && worker.state === 'ready') worker.setBusy(true, now_s);
  if (what !== 'free') return;
  worker.setBusy(false, now_s);
  fleet.releaseIfDrained(worker);
}

/** What holds at every instant. */
function check(
  rig: FleetRig,
  fleets: readonly Fleet<Worker>[],
  gpus: readonly number[],
  quota: number | undefined,
): void {
  for (const fleet of fleets) {
    const { ready, starting, draining, pending = 0, warm = 0, desired } = fleet.counts();
    for (const count of [ready, starting, draining, pending, warm, starting - pending]) {
      expect(count).toBeGreaterThanOrEqual(0);
    }
    const by = (...states: string[]) => fleet.members.filter(({ state }) => states.includes(state)).length;
    expect([by('ready'), by('starting', 'pending'), by('draining')]).toEqual([ready, starting, draining]);
    expect(fleet.ready()).toEqual(fleet.members.filter(({ state }) => state === 'ready'));
    expect(ready + starting).toBe(desired); // every lost place is ordered again at once
  }
  const { nodes: there } = rig.infrastructure;
  if (!there || quota === undefined) return;
  expect(there.count).toBeLessThanOrEqual(quota);
  expect(there.heldGpus).toBeLessThanOrEqual(there.count * GPUS_PER_NODE);
  const held = fleets.map((fleet, i) => {
    const { ready, starting, draining, pending = 0, warm = 0 } = fleet.counts();
    return (ready + starting - pending + draining + warm) * gpus[i]!;
  });
  expect(there.heldGpus).toBe(held[0]! + held[1]!);
}

it('never loses a worker, a second, a GPU or a byte, whatever is ordered and breaks', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const { rig, fleets } = play(drawn);
      for (const fleet of fleets) {
        const { pending = 0, starting } = fleet.counts();
        expect(starting).toBe(pending); // settled: ready, or waiting for GPUs
        if (pending === 0) continue;
        const nodesOfOne = Math.ceil(fleet.members[0]!.gpus / GPUS_PER_NODE);
        expect(rig.infrastructure.nodes!.count + nodesOfOne).toBeGreaterThan(drawn.nodes!.max);
      }
      for (const fleet of fleets) fleet.order(0);
      rig.until(SETTLED_S + 2000);
      check(rig, fleets, drawn.gpus, drawn.nodes?.max);
      for (const fleet of fleets) {
        expect(fleet.members.filter(({ state }) => state !== 'draining')).toEqual([]);
        fleet.close();
      }
      const { asked, moved, abandoned, running } = rig.infrastructure.storage!.books();
      expect(running).toBe(0);
      expect(moved + abandoned).toBeCloseTo(asked, -3);
      checkAccounts(rig);
    }),
    { numRuns: 300 },
  );
});

/** Every worker that was seen has one closed account, whose seconds are its life's. */
function checkAccounts({ collected, kernel }: FleetRig): void {
  const seen = new Set(collected.workers.map(({ worker }) => worker));
  expect(collected.workerEnds.map(({ worker }) => worker).sort((a, b) => a - b)).toEqual(
    [...seen].sort((a, b) => a - b),
  );
  for (const { seconds, withoutGpus_s = 0, ordered_s, gone_s } of collected.workerEnds) {
    const sum_s = seconds.starting + seconds.serving + seconds.idle + seconds.draining + withoutGpus_s;
    expect(sum_s).toBeCloseTo((gone_s ?? kernel.now) - ordered_s, 6);
  }
}

it('repeats itself', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      expect(play(drawn).rig.collected.log).toEqual(play(drawn).rig.collected.log);
    }),
    { numRuns: 20 },
  );
});
