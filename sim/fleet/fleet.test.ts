import { describe, expect, it } from 'vitest';
import { FleetRig, seconds, weights } from './testing/fleet-rig.js';

describe('a start', () => {
  it('goes through its stages', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet({ startup: seconds(20, 5) });
    fleet.order(1);
    rig.until(100);
    expect(rig.story(0)).toEqual(['0 starting stage_0', '20 starting stage_1', '25 ready']);
    expect(fleet.counts()).toEqual({ ready: 1, starting: 0, draining: 0, desired: 1 });
  });

  it('is slowed by others that load from the same storage', () => {
    const rig = new FleetRig({ storage: { bandwidth_gb_per_s: 10 } });
    const fleet = rig.fleet({ startup: weights(140) });
    fleet.order(1);
    rig.until(50);
    rig.at(50, () => fleet.order(6));
    rig.until(200);
    expect(rig.story(0)).toEqual(['0 starting load_weights', '14 ready']); // 140 GB at 10 GB/s
    expect(rig.story(5)).toEqual(['50 starting load_weights', '120 ready']); // five at 2 GB/s each
  });

  it('loads at the most one worker can when it is alone', () => {
    const rig = new FleetRig({ storage: { bandwidth_gb_per_s: 10, per_worker_gb_per_s: 2 } });
    rig.fleet({ startup: weights(140) }).order(3);
    rig.until(200);
    expect(rig.story(2).at(-1)).toBe('70 ready');
  });

  it('leaves the storage to the others when it is cancelled', () => {
    const rig = new FleetRig({ storage: { bandwidth_gb_per_s: 10 } });
    const fleet = rig.fleet({ startup: weights(100) });
    fleet.order(2);
    rig.at(10, () => fleet.order(1));
    rig.until(100);
    expect(rig.story(1)).toEqual(['0 starting load_weights', '10 gone']);
    expect(rig.story(0).at(-1)).toBe('15 ready'); // 50 GB in 10 s, then 50 GB alone
    expect(rig.infrastructure.storage!.books()).toMatchObject({ running: 0, asked: 200e9, abandoned: 50e9 });
  });
});

describe('a start that fails', () => {
  const fails = { probability: 1, retry_after_s: 100, max_retries: 3 };

  it('is tried again after waits that double up to 300 s, and another takes its place after the last', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet({ startup: { ...seconds(10), fails } });
    fleet.order(1);
    rig.until(700);
    expect(rig.story(0)).toEqual([
      '0 starting stage_0',
      '10 starting retry_wait',
      '110 starting stage_0',
      '120 starting retry_wait',
      '320 starting stage_0',
      '330 starting retry_wait',
      '630 starting stage_0',
      '640 gone start_failed',
    ]);
    expect(rig.story(1)[0]).toBe('640 starting stage_0');
    expect(fleet.counts()).toMatchObject({ starting: 1, desired: 1 });
  });

  it('is given up until the next order if so asked', () => {
    const rig = new FleetRig();
    const startup = { ...seconds(10), fails: { ...fails, max_retries: 1, after_last_retry: 'give_up' as const } };
    const fleet = rig.fleet({ startup });
    fleet.order(1);
    rig.until(500);
    expect(fleet.counts()).toMatchObject({ ready: 0, starting: 0, desired: 1 });
    rig.at(600, () => fleet.order(1));
    rig.until(601);
    expect(fleet.counts()).toMatchObject({ starting: 1 });
  });

  it('fails in the share of attempts that is asked for', () => {
    const rig = new FleetRig();
    rig.fleet({ startup: { ...seconds(1, 1), fails: { probability: 0.3, retry_after_s: 1e6 } } }).order(2000);
    rig.until(10);
    const failed = rig.collected.workers.filter(({ stage }) => stage === 'retry_wait');
    expect(failed.length / 2000).toBeGreaterThan(0.26); // 4 standard errors below 0.3
    expect(failed.length / 2000).toBeLessThan(0.34);
    expect(new Set(failed.map(({ time_s }) => time_s))).toEqual(new Set([1, 2])); // after either stage
  });
});

it('restores a snapshot once a worker has started the long way', () => {
  const rig = new FleetRig();
  const fleet = rig.fleet({ startup: seconds(100), snapshot: seconds(8) });
  fleet.begin(1); // there from the start: nobody saw it start, so it left no snapshot
  rig.at(10, () => fleet.order(2));
  rig.at(50, () => fleet.order(3));
  rig.at(120, () => fleet.order(4));
  rig.until(300);
  expect([1, 2, 3].map((id) => rig.story(id).at(-1))).toEqual(['110 ready', '150 ready', '128 ready']);
});

describe('a warm pool', () => {
  const life = { startup: seconds(100), warm_pool: { size: 1, startup: seconds(4) } };

  it('wakes a paused worker first and prepares another behind it', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet(life);
    fleet.begin(0);
    rig.at(10, () => fleet.order(2));
    rig.until(300);
    expect(rig.story(0)).toEqual(['0 paused', '10 starting stage_0', '14 ready']);
    expect(rig.story(1)).toEqual(['10 starting stage_0', '110 paused']); // in the place of the first
    expect(rig.story(2)).toEqual(['10 starting stage_0', '110 ready']); // nobody left to wake
    expect(fleet.counts()).toEqual({ ready: 2, starting: 0, draining: 0, desired: 2, warm: 1 });
    fleet.close();
    expect(rig.collected.workerEnds.map(({ worker, seconds: s }) => [worker, s.starting, s.idle])).toEqual([
      [0, 4, 296],
      [2, 100, 190],
      [1, 100, 190],
    ]);
  });

  it('costs nothing while paused if it holds no GPUs', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet({ ...life, warm_pool: { ...life.warm_pool, holds_gpus: false } });
    fleet.begin(0);
    rig.until(300);
    fleet.close();
    expect(rig.collected.workerEnds[0]).toMatchObject({ withoutGpus_s: 300, seconds: { starting: 0, idle: 0 } });
    expect(fleet.counts().warm).toBe(0);
  });

  it('replaces a paused worker that crashes', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet(life);
    fleet.begin(1);
    const paused = rig.collected.workers.find(({ state }) => state === 'paused')!.worker;
    expect(paused).toBe(1);
    rig.at(5, () => fleet.order(2));
    rig.at(200, () => fleet.crash(fleet.members[1]!));
    rig.until(400);
    expect(fleet.counts()).toMatchObject({ ready: 2, starting: 0, warm: 1 });
  });
});

describe('nodes and quota', () => {
  const nodes = { gpus_per_node: 4, initial: 0, max: 2, provision: seconds(60) };

  it('provision a node for those without room, and let others on it wait for it', () => {
    const rig = new FleetRig({ nodes });
    const fleet = rig.fleet({ startup: seconds(10) }, 2);
    fleet.order(1);
    rig.at(25, () => fleet.order(2));
    rig.at(100, () => fleet.order(3));
    rig.until(300);
    expect(rig.story(0)).toEqual(['0 starting stage_0', '60 starting stage_0', '70 ready']);
    expect(rig.story(1)).toEqual(['25 starting stage_0', '60 starting stage_0', '70 ready']); // the same node
    expect(rig.story(2)).toEqual(['100 starting stage_0', '160 starting stage_0', '170 ready']);
    expect(rig.infrastructure.nodes).toMatchObject({ count: 2, heldGpus: 6 });
  });

  it('leave workers pending beyond the quota, at no cost, and take them up in order', () => {
    const rig = new FleetRig({ nodes: { ...nodes, max: 1 } });
    const fleet = rig.fleet({ startup: seconds(10) }, 2);
    fleet.begin(2);
    rig.at(10, () => fleet.order(4));
    rig.at(20, () => {
      expect(fleet.counts()).toEqual({ ready: 2, starting: 2, pending: 2, draining: 0, desired: 4 });
    });
    rig.at(30, () => fleet.crash(fleet.members[0]!));
    rig.until(100);
    fleet.close();
    expect(rig.story(2)).toEqual(['10 pending', '30 starting stage_0', '40 ready']);
    expect(rig.story(3)).toEqual(['10 pending']);
    const third = rig.collected.workerEnds.find(({ worker }) => worker === 2)!;
    expect(third).toMatchObject({ withoutGpus_s: 20, seconds: { starting: 10, idle: 60 } });
    expect(third.stages[0]).toEqual({ name: 'pending', start_s: 10, end_s: 30 });
  });

  it('let a small worker pass a large one that fits nowhere', () => {
    const rig = new FleetRig({ nodes: { ...nodes, initial: 1, max: 1 } });
    const small = rig.fleet({ startup: seconds(1) }, 1);
    const large = rig.fleet({ startup: seconds(1) }, 4, 'decode');
    small.order(1);
    large.order(1);
    small.order(2);
    rig.until(10);
    expect(large.counts()).toMatchObject({ pending: 1, ready: 0 });
    expect(small.counts()).toMatchObject({ ready: 2 });
  });

  it('give a worker that is larger than a node whole ones', () => {
    const rig = new FleetRig({ nodes: { ...nodes, max: 3 } });
    const fleet = rig.fleet({ startup: seconds(1) }, 6);
    fleet.order(3);
    rig.until(100);
    expect(rig.infrastructure.nodes).toMatchObject({ count: 3, heldGpus: 12 }); // 4 + 2, and 4 + 2 beside the first 2
    expect(fleet.counts()).toMatchObject({ ready: 2, pending: 1 });
  });

  it('go back after they have been idle, but not those that are always there', () => {
    const rig = new FleetRig({ nodes: { ...nodes, initial: 1, release_after_idle_s: 30 } });
    const fleet = rig.fleet({ startup: seconds(10) }, 4);
    fleet.order(2);
    rig.at(100, () => fleet.order(0));
    rig.until(129);
    expect(rig.infrastructure.nodes!.count).toBe(2);
    rig.until(200);
    expect(rig.infrastructure.nodes!.count).toBe(1);
    expect(rig.infrastructure.nodes!.nodeTime()).toEqual({
      provisioned_gpu_s: 4 * (200 + 130),
      idle_gpu_s: 4 * (30 + 100),
    });
  });

  it('stay for their whole idle time again after they have been used', () => {
    const rig = new FleetRig({ nodes: { ...nodes, release_after_idle_s: 30 } });
    const fleet = rig.fleet({ startup: seconds(1) }, 4);
    fleet.order(1);
    rig.at(100, () => fleet.order(0)); // idle, until 130 at the latest
    rig.at(110, () => fleet.order(1));
    rig.at(120, () => fleet.order(0)); // idle again, until 150
    rig.until(149);
    expect(rig.infrastructure.nodes!.count).toBe(1);
    rig.until(151);
    expect(rig.infrastructure.nodes!.count).toBe(0);
  });

  it('refuse more workers at the start than the quota holds', () => {
    const fleet = new FleetRig({ nodes }).fleet({ startup: seconds(10) }, 3);
    expect(() => fleet.begin(3)).toThrow(expect.objectContaining({ code: 'HR_SCENARIO_INVALID' }));
  });
});

describe('a worker that must go', () => {
  function busyPair(drain?: 'wait' | 'redirect' | 'immediate', drain_timeout_s?: number) {
    const rig = new FleetRig();
    const fleet = rig.fleet({
      startup: seconds(10),
      ...(drain && { drain }),
      ...(drain_timeout_s !== undefined && { drain_timeout_s }),
    });
    fleet.begin(2);
    for (const worker of fleet.members) worker.setBusy(true, 0);
    rig.loads.set(0, 5);
    rig.loads.set(1, 7);
    rig.told.length = 0;
    rig.at(10, () => fleet.order(1));
    return { rig, fleet, chosen: fleet.members[0]! };
  }

  it.each(['wait', 'redirect'] as const)('finishes under %s: the least loaded, which takes nothing new', (policy) => {
    const { rig, fleet, chosen } = busyPair(policy);
    rig.until(20);
    expect(rig.told).toEqual([`draining 0 ${policy}`]);
    expect(fleet.ready().map(({ id }) => id)).toEqual([1]);
    expect(fleet.counts()).toMatchObject({ ready: 1, draining: 1 });
    chosen.setBusy(false, 20);
    fleet.releaseIfDrained(chosen);
    expect(rig.story(0).slice(1)).toEqual(['10 draining', '20 gone']);
  });

  it('stops at once under immediate, and its work is lost before it is gone', () => {
    const { rig, fleet } = busyPair('immediate');
    rig.until(20);
    expect(rig.told).toEqual(['lost 0 drain ready']);
    expect(rig.story(0).slice(1)).toEqual(['10 gone']);
    expect(fleet.members).toHaveLength(1);
  });

  it('stops when its time is up', () => {
    const { rig } = busyPair('wait', 30);
    rig.until(100);
    expect(rig.told).toEqual(['draining 0 wait', 'lost 0 drain draining']);
    expect(rig.story(0).slice(1)).toEqual(['10 draining', '40 gone']);
  });

  it('is left alone by the timeout once it is gone', () => {
    const { rig, fleet, chosen } = busyPair('wait', 30);
    rig.at(15, () => {
      chosen.setBusy(false, 15);
      fleet.releaseIfDrained(chosen);
    });
    rig.until(100);
    expect(rig.told).toEqual(['draining 0 wait']);
    expect(rig.story(0).at(-1)).toBe('15 gone');
  });
});

describe('a crash', () => {
  it('takes the work with it, when nobody can be sent there any more, and is made good', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet({ startup: seconds(10) });
    fleet.begin(2);
    rig.told.length = 0;
    rig.at(5, () => fleet.crash(fleet.members[0]!));
    rig.until(50);
    expect(rig.told).toEqual(['lost 0 crash ready', 'ready 2']);
    expect(rig.story(0).at(-1)).toBe('5 gone crash');
    expect(rig.story(2)).toEqual(['5 starting stage_0', '15 ready']);
    fleet.crash(fleet.members[0]!);
    expect(fleet.ready().map(({ id }) => id)).toEqual([2]);
  });

  it('of a draining worker is not made good', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet({ startup: seconds(10) });
    fleet.begin(1);
    const worker = fleet.members[0]!;
    worker.setBusy(true, 0);
    fleet.order(0);
    fleet.crash(worker);
    fleet.crash(worker); // twice is once
    rig.until(50);
    expect(fleet.members).toEqual([]);
    expect(rig.collected.workerEnds).toHaveLength(1);
  });

  it('of a starting worker stops its start', () => {
    const rig = new FleetRig();
    const fleet = rig.fleet({ startup: seconds(10) });
    fleet.order(1);
    rig.at(4, () => fleet.crash(fleet.members[0]!));
    rig.until(50);
    expect(rig.told).toEqual(['ready 1']);
    expect(rig.story(0)).toEqual(['0 starting stage_0', '4 gone crash']);
    expect(rig.story(1).at(-1)).toBe('14 ready');
  });
});
