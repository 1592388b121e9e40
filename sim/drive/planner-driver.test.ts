/** How a policy is driven: when it is asked, what it sees, what becomes of its answer. Ticks every 60 s, scrapes every 5 s. */
import { describe, expect, it } from 'vitest';
import type { Observation, Policy, PolicyContext } from '../../planner-core/index.js';
import { ClusterRig, type ClusterRigOptions } from '../cluster/testing/cluster-rig.js';
import { noFaults, type PlannerFaults } from '../faults/faults.js';
import type { SimulationInput } from '../simulation-input.js';
import { smallInput, smallProfile } from '../testing/index.js';
import { drivePlanner } from './planner-driver.js';

interface DriveOptions extends ClusterRigOptions {
  readonly targets?: readonly object[];
  readonly leastWorkers?: number;
  readonly faults?: never;
  readonly metrics?: 'scraped' | 'exact';
}

/** A policy that answers by a list and writes down what it is asked, on a small cluster. */
class Drive extends ClusterRig {
  readonly contexts: PolicyContext[] = [];
  readonly seen: Observation[] = [];
  readonly states: unknown[] = [];
  /** Scrapes with their time, `frozen` where the counters stand still. */
  readonly scrapes: string[] = [];
  readonly between: PlannerFaults = noFaults();

  constructor(options: DriveOptions = {}) {
    super(options);
    const input = smallInput(options);
    const policy: Policy<number> = {
      name: 'listed',
      init: (context) => {
        this.contexts.push(context);
        return {
          initialState: 0,
          leastWorkers: options.leastWorkers ?? 0,
          tick: (state, observation) => {
            this.states.push(state);
            this.seen.push(observation);
            const targets = options.targets?.[state] ?? {};
            return { state: state + 1, decision: { targets, reasons: [], explanation: {}, log: [] } };
          },
        };
      },
    };
    const observer = {
      sink: this.collected.sink,
      scrape: (time_s: number, frozen?: boolean) => this.scrapes.push(`${time_s}${frozen ? ' frozen' : ''}`),
      observe: (time_s: number, window_s: number) => ({ traffic: { requests: time_s / window_s }, latency: {} }),
    };
    const observing = { ...input.observing, metrics: options.metrics ?? 'scraped' };
    const driven: SimulationInput = { ...input, policy: policy as unknown as Policy, observing, sla: { ttft: 0.5 } };
    drivePlanner(this.kernel, this.cluster, observer, this.collected.sink, driven, this.between);
  }
}

describe('a policy', () => {
  it('is told once what it plans for: interval, promise, profiles and the replicas of the start, of all kinds', () => {
    const drive = new Drive({ prefill: { replicas: 2 }, decode: { replicas: 3 } });
    drive.until(130);
    expect(drive.contexts).toEqual([
      {
        intervalSeconds: 60,
        sla: { ttft: 0.5 },
        pools: {
          prefill: { profile: smallProfile(), replicas: 2 },
          decode: { profile: smallProfile(), replicas: 3 },
        },
      },
    ]);
  });

  it('is asked one interval after the start, then every interval, with the state that it gave last', () => {
    const drive = new Drive();
    drive.until(185);
    expect(drive.seen.map(({ time }) => time)).toEqual([60, 120, 180]);
    expect(drive.states).toEqual([0, 1, 2]);
  });

  it('sees the window, the workers, the queues and the engines of every role', () => {
    const drive = new Drive({ decode: { replicas: 0 } });
    drive.submit(59.9, 0, 50, 5); // computed, waits for a decode worker
    drive.submit(59.95, 1, 500, 5); // being computed
    drive.submit(59.96, 2, 100, 5); // waits
    drive.until(60);
    const [seen] = drive.seen;
    expect(seen).toMatchObject({
      time: 60,
      windowSeconds: 60,
      traffic: { requests: 1 },
      workers: { prefill: { ready: 1, desired: 1 }, decode: { ready: 0, desired: 0 } },
      queues: { prefill: 1, decode: 1 },
    });
    expect(seen!.workersDetail?.prefill).toHaveLength(1);
    expect(seen!.workersDetail?.decode).toEqual([]);
  });
});

describe('its answer', () => {
  it('is ordered, and told with what is ordered after it', () => {
    const drive = new Drive({ targets: [{ decode: 3 }, {}, { prefill: 2 }] });
    drive.until(185);
    expect(drive.collected.ticks.map(({ time_s, ordered }) => [time_s, ordered])).toEqual([
      [60, { prefill: 1, decode: 3 }],
      [120, { prefill: 1, decode: 3 }],
      [180, { prefill: 2, decode: 3 }],
    ]);
  });

  it('is held to what the policy says is its least', () => {
    const drive = new Drive({ targets: [{ decode: 0 }], leastWorkers: 1 });
    expect(() => drive.until(60)).toThrow('the policy orders 0 decode workers; 1 is its least');
    expect(drive.cluster.ordered().decode).toBe(1);
  });

  it('goes nowhere for a role that is deaf', () => {
    const drive = new Drive({ targets: [{ prefill: 2, decode: 3 }] });
    drive.between.deaf.push('decode');
    drive.until(60);
    expect(drive.cluster.ordered()).toEqual({ prefill: 2, decode: 1 });
  });

  it('is held against the last one where the connector remembers, also one that went nowhere', () => {
    const drive = new Drive({ targets: [{ decode: 3 }, { decode: 3 }, { decode: 2 }] });
    drive.between.remembering++;
    drive.between.deaf.push('decode');
    drive.at(90, () => drive.between.deaf.pop());
    drive.until(185);
    expect(drive.collected.ticks.map(({ ordered }) => ordered.decode)).toEqual([1, 1, 2]);
  });
});

describe('scrapes', () => {
  it('begin at once and come every 5 s, that of an instant before the tick in it', () => {
    const drive = new Drive();
    drive.until(12);
    expect(drive.scrapes).toEqual(['0', '5', '10']);
    drive.until(60);
    expect([drive.scrapes.at(-1), drive.seen.length]).toEqual(['60', 1]);
  });

  it('are none where metrics are exact', () => {
    const drive = new Drive({ metrics: 'exact' });
    drive.until(60);
    expect([drive.scrapes, drive.seen.length]).toEqual([[], 1]);
  });

  it('find counters that stand still while they are frozen, and nobody while they are lost', () => {
    const drive = new Drive();
    drive.at(4, () => drive.between.frozen++);
    drive.at(9, () => drive.between.frozen--);
    drive.at(11, () => drive.between.lost++);
    drive.at(16, () => drive.between.lost--);
    drive.until(20);
    expect(drive.scrapes).toEqual(['0', '5 frozen', '10', '20']);
  });

  it('come late by the delay of their time, unless they are lost by then', () => {
    const drive = new Drive();
    drive.at(4, () => {
      drive.between.delay_s = 3;
    });
    drive.at(12, () => drive.between.lost++);
    drive.at(14, () => drive.between.lost--);
    drive.at(19, () => {
      drive.between.delay_s = 0;
    });
    drive.until(25);
    expect(drive.scrapes).toEqual(['0', '8', '18', '20', '25']); // that of 10 s would come at 13 s
  });
});
