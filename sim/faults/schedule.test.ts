/** Which faults hold when, and on whom: several at once add up, and each takes away what it brought. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultSpec } from '../../scenarios/index.js';
import { ClusterRig, type ClusterRigOptions } from '../cluster/testing/cluster-rig.js';
import { noFaults, type PlannerFaults, scheduleFaults } from './faults.js';

function scheduled(faults: readonly FaultSpec[], options: ClusterRigOptions = {}, seed = 1) {
  const rig = new ClusterRig(options);
  return { rig, state: scheduleFaults(rig.kernel, rig.cluster, faults, seed) };
}

/** The state at a time, as it was then. */
function stateAt(time_s: number, ...faults: FaultSpec[]): PlannerFaults {
  const { rig, state } = scheduled(faults);
  rig.until(time_s);
  return structuredClone(state);
}

describe('a fault between planner and cluster', () => {
  const window = { at_s: 10, duration_s: 5 };

  it.each<[FaultSpec, Partial<PlannerFaults>]>([
    [{ kind: 'metrics_frozen', ...window }, { frozen: 1 }],
    [{ kind: 'metrics_lost', ...window, engines: false }, { lost: 1 }],
    [
      { kind: 'metrics_lost', ...window, engines: true },
      { lost: 1, lostEngines: 1 },
    ],
    [{ kind: 'late_scrape', ...window, delay_s: 3 }, { delay_s: 3 }],
    [{ kind: 'metrics_scaled', ...window, factor: 50 }, { factor: 50 }],
    [{ kind: 'metrics_capped', ...window, most: 20 }, { caps: [20] }],
    [{ kind: 'orders_lost', ...window, role: 'decode' }, { deaf: ['decode'] }],
    [{ kind: 'orders_remembered', ...window }, { remembering: 1 }],
  ])('%j holds from its begin to its end', (fault, effect) => {
    expect(stateAt(9.9, fault)).toEqual(noFaults());
    expect(stateAt(10, fault)).toEqual({ ...noFaults(), ...effect });
    expect(stateAt(14.9, fault)).toEqual({ ...noFaults(), ...effect });
    expect(stateAt(15, fault)).toEqual(noFaults());
  });

  it('adds to another one, and leaves it when it ends', () => {
    const long: FaultSpec = { kind: 'metrics_scaled', at_s: 0, duration_s: 100, factor: 2 };
    const short: FaultSpec = { kind: 'metrics_scaled', ...window, factor: 5 };
    expect([stateAt(5, long, short).factor, stateAt(12, long, short).factor]).toEqual([2, 10]);
    expect(stateAt(20, long, short).factor).toBeCloseTo(2, 12);
  });

  it('of the same kind and size is there as often as it was scheduled', () => {
    const capped: FaultSpec = { kind: 'metrics_capped', ...window, most: 20 };
    expect(stateAt(12, capped, { ...capped, duration_s: 10 }).caps).toEqual([20, 20]);
    expect(stateAt(16, capped, { ...capped, duration_s: 10 }).caps).toEqual([20]);
  });

  it('leaves nothing behind once all have ended, however they overlap', () => {
    const times = { at_s: fc.integer({ min: 0, max: 50 }), duration_s: fc.integer({ min: 1, max: 50 }) };
    const fault: fc.Arbitrary<FaultSpec> = fc.oneof(
      fc.record({ kind: fc.constant('metrics_frozen' as const), ...times }),
      fc.record({ kind: fc.constant('metrics_lost' as const), ...times, engines: fc.boolean() }),
      fc.record({ kind: fc.constant('late_scrape' as const), ...times, delay_s: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ kind: fc.constant('metrics_scaled' as const), ...times, factor: fc.constantFrom(0.5, 2, 8) }),
      fc.record({ kind: fc.constant('metrics_capped' as const), ...times, most: fc.integer({ min: 0, max: 3 }) }),
      fc.record({
        kind: fc.constant('orders_lost' as const),
        ...times,
        role: fc.constantFrom('prefill' as const, 'decode' as const),
      }),
      fc.record({ kind: fc.constant('orders_remembered' as const), ...times }),
    );
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 12 }), (faults) => {
        expect(stateAt(200, ...faults)).toEqual(noFaults());
      }),
      { numRuns: 60 },
    );
  });
});

describe('workers that are hit', () => {
  const options: ClusterRigOptions = {
    aggregated: { replicas: 4, startup: { stages: [{ name: 'startup', fixed_s: 5 }] } },
  };
  const gone = (rig: ClusterRig) =>
    rig.collected.workers.filter(({ cause }) => cause === 'crash').map(({ worker, time_s }) => [worker, time_s]);

  it('are so many different ones, those that are ready at that time', () => {
    const { rig } = scheduled([{ kind: 'worker_crash', role: 'aggregated', at_s: 3, count: 3 }], options);
    rig.until(4);
    expect(new Set(gone(rig).map(([worker]) => worker)).size).toBe(3);
    expect(rig.cluster.pool('aggregated')!.counts()).toMatchObject({ ready: 1, starting: 3 });
  });

  it('are drawn by the seed', () => {
    const hit = (seed: number) => {
      const { rig } = scheduled([{ kind: 'worker_crash', role: 'aggregated', at_s: 3, count: 1 }], options, seed);
      rig.until(4);
      return gone(rig)[0]![0];
    };
    expect([1, 2, 3, 4, 5, 6].map(hit)).toEqual([1, 2, 3, 4, 5, 6].map(hit));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => hit(seed))).size).toBe(4);
  });

  it('are all there are where more are asked for, and none of a role that is not there', () => {
    const { rig } = scheduled(
      [
        { kind: 'worker_crash', role: 'aggregated', at_s: 3, count: 9 },
        { kind: 'worker_crash', role: 'decode', at_s: 3, count: 9 },
        { kind: 'slow_worker', role: 'prefill', at_s: 3, duration_s: 1, factor: 2, count: 1 },
      ],
      options,
    );
    rig.until(4);
    expect(gone(rig)).toHaveLength(4);
  });

  it('crash again and again at exponential distances, the first one too', () => {
    const { rig } = scheduled([{ kind: 'worker_crash', role: 'aggregated', mean_between_s: 10, count: 1 }], options);
    rig.until(20_000);
    const times = gone(rig).map(([, time_s]) => time_s!);
    // 2,000 expected, a Poisson count
    expect(Math.abs(times.length - 2000)).toBeLessThan(4 * Math.sqrt(2000));
    expect(times[0]).toBeGreaterThan(0);
  });

  it('are slow by the factor for the time of the fault, and known to be faulty', () => {
    const { rig } = scheduled(
      [{ kind: 'slow_worker', role: 'aggregated', at_s: 3, duration_s: 4, factor: 5, count: 2 }],
      options,
    );
    const paces = (time_s: number) => {
      rig.until(time_s);
      return Array.from(rig.cluster.pool('aggregated')!.members(), ({ pace }) => pace).sort();
    };
    expect([paces(2), paces(3), paces(6.9), paces(7)]).toEqual([
      [1, 1, 1, 1],
      [1, 1, 5, 5],
      [1, 1, 5, 5],
      [1, 1, 1, 1],
    ]);
    expect(Array.from(rig.cluster.pool('aggregated')!.members()).filter(({ isFaulty }) => isFaulty)).toHaveLength(2);
  });
});

it('an edit of the replicas orders that count, of its role alone', () => {
  const { rig } = scheduled([
    { kind: 'replicas_edit', role: 'decode', at_s: 3, replicas: 4 },
    { kind: 'replicas_edit', role: 'aggregated', at_s: 3, replicas: 9 },
  ]);
  rig.until(3);
  expect(rig.cluster.ordered()).toEqual({ prefill: 1, decode: 4 });
});
