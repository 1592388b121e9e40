/** From ordered to started: GPUs, stages, retries; and what is left of a start that is given up. */
import { describe, expect, it } from 'vitest';
import type { InfrastructureSpec, StartupSpec } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import { ClockRig, type Collected, collect } from '../testing/index.js';
import { Infrastructure } from './infrastructure.js';
import { Starter } from './starter.js';
import { seconds, weights } from './testing/fleet-rig.js';
import { Worker } from './worker.js';
import { WorkerLog } from './worker-log.js';

class StarterRig extends ClockRig {
  readonly collected: Collected = collect();
  readonly infrastructure: Infrastructure;
  readonly starter: Starter<Worker>;
  /** What became of the starts: `started 0 25`, by worker and time. */
  readonly told: string[] = [];

  constructor(infrastructure: InfrastructureSpec = {}) {
    super();
    const random = randomStream(1, 'starter');
    this.infrastructure = new Infrastructure(this.kernel, infrastructure, random);
    const log = new WorkerLog(this.kernel, this.collected.sink, 'prefill');
    this.starter = new Starter(this.kernel, log, this.infrastructure, random);
  }

  start(time_s: number, id: number, path: StartupSpec, gpus = 1): Worker {
    const worker = new Worker(id, 'prefill', gpus, time_s);
    const tell =
      (what: string) =>
      ({ id: of }: Worker) =>
        this.told.push(`${what} ${of} ${this.kernel.now}`);
    const outcome = { taken: tell('taken'), started: tell('started'), failed: tell('failed') };
    this.at(time_s, () => this.starter.start(worker, path, outcome));
    return worker;
  }
}

const failing = (max_retries?: number): StartupSpec => ({
  ...seconds(10),
  fails: { probability: 1, retry_after_s: 5, ...(max_retries !== undefined && { max_retries }) },
});

describe('a start', () => {
  it('goes through its stages, each booked with its begin and its end', () => {
    const rig = new StarterRig();
    const worker = rig.start(1, 0, seconds(20, 5));
    rig.until(100);
    expect(rig.told).toEqual(['started 0 26']);
    expect(worker.stages).toEqual([
      { name: 'stage_0', start_s: 1, end_s: 21 },
      { name: 'stage_1', start_s: 21, end_s: 26 },
    ]);
    expect(worker.state).toBe('starting'); // who makes it ready is the fleet
  });

  it('without stages is over at once', () => {
    const rig = new StarterRig();
    rig.start(3, 0, seconds());
    rig.until(3);
    expect(rig.told).toEqual(['started 0 3']);
  });

  it('goes through what its node still goes through first', () => {
    const nodes = { gpus_per_node: 4, initial: 0, max: 1, provision: seconds(60) };
    const rig = new StarterRig({ nodes });
    const worker = rig.start(0, 0, seconds(10));
    rig.until(100);
    expect(rig.told).toEqual(['started 0 70']);
    expect(worker.stages.map(({ name }) => name)).toEqual(['stage_0', 'stage_0']);
  });

  it('waits for GPUs, and is told as taken when it has them', () => {
    const nodes = { gpus_per_node: 4, initial: 1, max: 1, provision: seconds(60) };
    const rig = new StarterRig({ nodes });
    const first = rig.start(0, 0, seconds(10), 4);
    const second = rig.start(1, 1, seconds(10), 2);
    rig.at(5, () => expect([second.state, second.stages.at(-1)!.name]).toEqual(['pending', 'pending']));
    rig.at(30, () => rig.starter.free(first));
    rig.until(100);
    expect(rig.told).toEqual(['started 0 10', 'taken 1 30', 'started 1 40']);
    expect(second.stages[0]).toEqual({ name: 'pending', start_s: 1, end_s: 30 });
  });

  it('refuses to load from a storage that is not there', () => {
    const rig = new StarterRig();
    rig.start(0, 0, weights(10));
    expect(() => rig.until(0)).toThrow('a startup stage has bytes_gb, but the cluster has no storage to load from');
  });
});

describe('a start that fails', () => {
  it('is tried again from its first stage after its wait, as often as it may be', () => {
    const rig = new StarterRig();
    const worker = rig.start(0, 0, failing(2));
    rig.until(1000);
    // 10, wait 5, 10, wait 10, 10
    expect(rig.told).toEqual(['failed 0 45']);
    expect(worker.stages.map(({ name, start_s }) => [name, start_s])).toEqual([
      ['stage_0', 0],
      ['retry_wait', 10],
      ['stage_0', 15],
      ['retry_wait', 25],
      ['stage_0', 35],
    ]);
  });

  it('is tried again and again where nobody says how often', () => {
    const rig = new StarterRig();
    const worker = rig.start(0, 0, failing());
    rig.until(10_000);
    expect(rig.told).toEqual([]);
    expect(worker.stages.length).toBeGreaterThan(30);
  });

  it('keeps its GPUs meanwhile', () => {
    const nodes = { gpus_per_node: 4, initial: 1, max: 1, provision: seconds(60) };
    const rig = new StarterRig({ nodes });
    rig.start(0, 0, failing(1), 3);
    rig.until(12);
    expect(rig.infrastructure.nodes!.heldGpus).toBe(3);
    expect(rig.told).toEqual([]);
  });
});

describe('a start that is given up', () => {
  it.each([
    ['a stage', seconds(10), 5],
    ['the wait before a retry', failing(3), 12],
  ] as const)('in %s tells nothing more', (_, path, at_s) => {
    const rig = new StarterRig();
    const worker = rig.start(0, 0, path);
    rig.at(at_s, () => rig.starter.abandon(worker));
    rig.until(1000);
    expect(rig.told).toEqual([]);
  });

  it('leaves the storage to the others', () => {
    const rig = new StarterRig({ storage: { bandwidth_gb_per_s: 10 } });
    const gone = rig.start(0, 0, weights(100));
    rig.start(0, 1, weights(100));
    rig.at(10, () => rig.starter.abandon(gone));
    rig.until(100);
    expect(rig.told).toEqual(['started 1 15']);
    expect(rig.infrastructure.storage!.books()).toMatchObject({ running: 0, abandoned: 50e9 });
  });

  it('leaves its GPUs to whoever frees them, once', () => {
    const nodes = { gpus_per_node: 4, initial: 1, max: 1, provision: seconds(60) };
    const rig = new StarterRig({ nodes });
    const worker = rig.start(0, 0, seconds(10), 4);
    rig.until(5);
    rig.starter.abandon(worker);
    expect(rig.infrastructure.nodes!.heldGpus).toBe(4);
    rig.starter.free(worker);
    rig.starter.free(worker);
    expect(rig.infrastructure.nodes!.heldGpus).toBe(0);
  });

  it('is nothing where the worker is not starting', () => {
    const rig = new StarterRig();
    expect(() => rig.starter.abandon(new Worker(9, 'prefill', 1, 0))).not.toThrow();
  });
});

describe('a worker that is there from the first instant', () => {
  it('has its GPUs without a start, and keeps them when it is started again', () => {
    const nodes = { gpus_per_node: 4, initial: 1, max: 1, provision: seconds(60) };
    const rig = new StarterRig({ nodes });
    const worker = new Worker(0, 'prefill', 4, 0);
    rig.starter.seat(worker);
    expect(rig.infrastructure.nodes!.heldGpus).toBe(4);
    const outcome = { taken: () => undefined, started: () => rig.told.push('woken'), failed: () => undefined };
    rig.at(5, () => rig.starter.start(worker, seconds(2), outcome));
    rig.until(10);
    expect([rig.told, rig.infrastructure.nodes!.heldGpus]).toEqual([['woken'], 4]);
  });
});
