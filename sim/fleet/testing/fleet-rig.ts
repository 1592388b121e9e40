/** A fleet with a pool that only remembers what it is told, and a hand on the clock. For tests. */
import type { InfrastructureSpec, LifeSpec, StartupSpec } from '../../../scenarios/index.js';
import { randomStream } from '../../../scenarios/random/index.js';
import { ClockRig, type Collected, collect } from '../../testing/index.js';
import { Fleet, type FleetHooks, Infrastructure, Worker } from '../index.js';

/** A startup of stages that take so many seconds each. */
export const seconds = (...list: number[]): StartupSpec => ({
  stages: list.map((fixed_s, i) => ({ name: `stage_${i}`, fixed_s })),
});

/** A startup that loads so many gigabytes from the storage. */
export const weights = (bytes_gb: number): StartupSpec => ({ stages: [{ name: 'load_weights', bytes_gb }] });

/** Fleets on one infrastructure, and what their pool is told. */
export class FleetRig extends ClockRig {
  readonly collected: Collected = collect();
  readonly infrastructure: Infrastructure;
  /** What the hooks were called with, in order. */
  readonly told: string[] = [];
  /** Work by worker id, as the pool would count it. */
  readonly loads = new Map<number, number>();
  private ids = 0;

  constructor(
    infrastructure: InfrastructureSpec = {},
    private readonly seed = 1,
  ) {
    super();
    this.infrastructure = new Infrastructure(this.kernel, infrastructure, randomStream(seed, 'startup/nodes'));
  }

  fleet(life: LifeSpec, gpus = 1, role: 'prefill' | 'decode' = 'prefill'): Fleet<Worker> {
    return new Fleet<Worker>(this.kernel, this.collected.sink, {
      role,
      life,
      infrastructure: this.infrastructure,
      random: randomStream(this.seed, `startup/${role}`),
      ...this.hooks(role, gpus),
    });
  }

  /** The worker's moves: time and state, with the stage or the cause. */
  story(id: number): string[] {
    const moves = this.collected.workers.filter(({ worker }) => worker === id);
    return moves.map(({ time_s, state, stage, cause }) =>
      [time_s, state, stage, cause].filter((x) => x !== undefined).join(' '),
    );
  }

  private hooks(role: 'prefill' | 'decode', gpus: number): FleetHooks<Worker> {
    return {
      create: (ordered_s) => new Worker(this.ids++, role, gpus, ordered_s),
      onReady: (worker) => this.told.push(`ready ${worker.id}`),
      onDraining: (worker, policy) => this.told.push(`draining ${worker.id} ${policy}`),
      onLost: (worker, cause) => this.told.push(`lost ${worker.id} ${cause} ${worker.state}`),
      load: (worker) => this.loads.get(worker.id) ?? 0,
    };
  }
}
