/** A fleet with a pool that only remembers what it is told, and a hand on the clock. For tests. */
import type { InfrastructureSpec, LifeSpec, StartupSpec } from '../../../scenarios/index.js';
import { randomStream } from '../../../scenarios/random/index.js';
import { Kernel } from '../../core/kernel.js';
import { PRIORITY } from '../../core/priority.js';
import { type Collected, collect } from '../../testing/collecting-sink.js';
import { Fleet, type FleetHooks, Infrastructure, Worker } from '../index.js';

export const seconds = (...list: number[]): StartupSpec => ({
  stages: list.map((fixed_s, i) => ({ name: `stage_${i}`, fixed_s })),
});

export const weights = (bytes_gb: number): StartupSpec => ({ stages: [{ name: 'load_weights', bytes_gb }] });

export class FleetRig {
  readonly kernel = new Kernel();
  readonly collected: Collected = collect();
  readonly infrastructure: Infrastructure;
  /** What the hooks were called with, in order. */
  readonly told: string[] = [];
  /** Work by worker id, as the pool would count it. */
  readonly loads = new Map<number, number>();
  private readonly action = this.kernel.define<() => void>(PRIORITY.tick, (act) => act());
  private ids = 0;

  constructor(
    infrastructure: InfrastructureSpec = {},
    private readonly seed = 1,
  ) {
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

  /** Does something at a time. */
  at(time_s: number, act: () => void): void {
    this.kernel.at(time_s, this.action, act);
  }

  /** Runs until a time, which is the clock's when it returns. */
  until(time_s: number): void {
    this.at(time_s, () => undefined);
    while (this.kernel.nextTime <= time_s) this.kernel.step();
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
