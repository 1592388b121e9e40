/** What goes wrong during a run, at its time: workers crash or slow down, somebody else edits counts, metrics fail. */
import type { FaultSpec } from '../../scenarios/index.js';
import { exponential, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Pool } from '../cluster/pool.js';
import type { PoolWorker } from '../cluster/pool-worker.js';
import type { Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';

/** The state of the metrics: how many faults of a kind are under way, and by how much a scrape is late. */
export interface MetricsFaults {
  frozen: number;
  lost: number;
  delay_s: number;
}

type Fault<K extends FaultSpec['kind']> = Extract<FaultSpec, { readonly kind: K }>;

/** Schedules every fault; returns the state of the metrics that they will change. */
export function scheduleFaults(
  kernel: Kernel,
  cluster: Cluster,
  faults: readonly FaultSpec[],
  seed: number,
): MetricsFaults {
  const metrics: MetricsFaults = { frozen: 0, lost: 0, delay_s: 0 };
  const random = randomStream(seed, 'faults');
  const act = kernel.define<() => void>(PRIORITY.workerState, (action) => action());
  const at = (time_s: number, action: () => void) => kernel.at(time_s, act, action);
  const during = (fault: { at_s: number; duration_s: number }, begin: () => void, end: () => void) => {
    at(fault.at_s, begin);
    at(fault.at_s + fault.duration_s, end);
  };
  for (const fault of faults) {
    switch (fault.kind) {
      case 'worker_crash':
        scheduleCrash(fault, cluster, random, at, kernel);
        break;
      case 'slow_worker':
        scheduleSlowness(fault, cluster, random, at);
        break;
      case 'replicas_edit':
        at(fault.at_s, () => cluster.pool(fault.role)?.order(fault.replicas));
        break;
      case 'metrics_frozen':
        during(
          fault,
          () => metrics.frozen++,
          () => metrics.frozen--,
        );
        break;
      case 'metrics_lost':
        during(
          fault,
          () => metrics.lost++,
          () => metrics.lost--,
        );
        break;
      case 'late_scrape':
        during(
          fault,
          () => (metrics.delay_s += fault.delay_s),
          () => (metrics.delay_s -= fault.delay_s),
        );
        break;
    }
  }
  return metrics;
}

type At = (time_s: number, action: () => void) => void;

function scheduleCrash(
  fault: Fault<'worker_crash'>,
  cluster: Cluster,
  random: RandomStream,
  at: At,
  kernel: Kernel,
): void {
  const pool = cluster.pool(fault.role);
  if (!pool) return;
  const crash = () => {
    for (const worker of draw(pool, fault.count, random)) pool.crash(worker);
  };
  if (fault.at_s !== undefined) {
    at(fault.at_s, crash);
    return;
  }
  const mean_s = fault.mean_between_s!;
  const again = () => {
    crash();
    at(kernel.now + exponential(random) * mean_s, again);
  };
  at(exponential(random) * mean_s, again);
}

function scheduleSlowness(fault: Fault<'slow_worker'>, cluster: Cluster, random: RandomStream, at: At): void {
  const pool = cluster.pool(fault.role);
  if (!pool) return;
  let slowed: PoolWorker[] = [];
  at(fault.at_s, () => {
    slowed = draw(pool, fault.count, random);
    for (const worker of slowed) worker.slowDown(fault.factor);
  });
  at(fault.at_s + fault.duration_s, () => {
    for (const worker of slowed) worker.slowDown(1 / fault.factor);
  });
}

/** So many different ready workers, or all there are. */
function draw(pool: Pool, count: number, random: RandomStream): PoolWorker[] {
  const ready = [...pool.ready()];
  const drawn: PoolWorker[] = [];
  while (drawn.length < count && ready.length > 0) {
    drawn.push(...ready.splice(Math.floor(random.next() * ready.length), 1));
  }
  return drawn;
}
