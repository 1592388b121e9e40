/** What goes wrong during a run, at its time: workers crash or slow down, somebody else edits counts, metrics fail. */
import type { Role } from '../../planner-core/index.js';
import type { FaultSpec } from '../../scenarios/index.js';
import { exponential, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import type { Cluster } from '../cluster/cluster.js';
import type { PoolWorker } from '../cluster/in-flight.js';
import type { Pool } from '../cluster/pool.js';
import type { Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';

/** What stands between planner and cluster at this moment: how many faults of a kind are under way, and by how much. */
export interface PlannerFaults {
  frozen: number;
  lost: number;
  /** Of the lost ones, those that take queues and engine reports along. */
  lostEngines: number;
  delay_s: number;
  /** Requests, queues and batches are seen so many times as large. */
  factor: number;
  /** Caps on every queue and batch that is seen. */
  readonly caps: number[];
  /** Roles whose orders go nowhere; a role is in it once a fault. */
  readonly deaf: Role[];
  /** The connector holds an order against its last one instead of against the workers. */
  remembering: number;
}

type Fault<K extends FaultSpec['kind']> = Extract<FaultSpec, { readonly kind: K }>;

/** Nothing between planner and cluster. */
export function noFaults(): PlannerFaults {
  return { frozen: 0, lost: 0, lostEngines: 0, delay_s: 0, factor: 1, caps: [], deaf: [], remembering: 0 };
}

/** What happens to workers needs this. */
interface Scene {
  readonly kernel: Kernel;
  readonly cluster: Cluster;
  /** Draws who is hit, and when. */
  readonly random: RandomStream;
  readonly at: (time_s: number, action: () => void) => void;
}

/** Schedules every fault; returns the state between planner and cluster that they will change. */
export function scheduleFaults(
  kernel: Kernel,
  cluster: Cluster,
  faults: readonly FaultSpec[],
  seed: number,
): PlannerFaults {
  const state = noFaults();
  const act = kernel.define<() => void>(PRIORITY.workerState, (action) => action());
  const at = (time_s: number, action: () => void) => kernel.at(time_s, act, action);
  const scene: Scene = { kernel, cluster, random: randomStream(seed, 'faults'), at };
  const during = (fault: { at_s: number; duration_s: number }, begin: () => void, end: () => void) => {
    at(fault.at_s, begin);
    at(fault.at_s + fault.duration_s, end);
  };
  for (const fault of faults) {
    switch (fault.kind) {
      case 'worker_crash':
        scheduleCrash(fault, scene);
        break;
      case 'slow_worker':
        scheduleSlowness(fault, scene);
        break;
      case 'replicas_edit':
        at(fault.at_s, () => cluster.pool(fault.role)?.order(fault.replicas));
        break;
      default:
        during(
          fault,
          () => change(state, fault, true),
          () => change(state, fault, false),
        );
        break;
    }
  }
  return state;
}

type Disturbance = Exclude<FaultSpec, { readonly kind: 'worker_crash' | 'slow_worker' | 'replicas_edit' }>;

/** Puts a fault between planner and cluster, or takes it away. */
function change(state: PlannerFaults, fault: Disturbance, begins: boolean): void {
  const step = begins ? 1 : -1;
  switch (fault.kind) {
    case 'metrics_frozen':
      state.frozen += step;
      break;
    case 'metrics_lost':
      state.lost += step;
      if (fault.engines) state.lostEngines += step;
      break;
    case 'late_scrape':
      state.delay_s += step * fault.delay_s;
      break;
    case 'metrics_scaled':
      state.factor *= begins ? fault.factor : 1 / fault.factor;
      break;
    case 'metrics_capped':
      toggle(state.caps, fault.most, begins);
      break;
    case 'orders_lost':
      toggle(state.deaf, fault.role, begins);
      break;
    case 'orders_remembered':
      state.remembering += step;
      break;
  }
}

function toggle<T>(list: T[], item: T, begins: boolean): void {
  if (begins) list.push(item);
  else list.splice(list.indexOf(item), 1);
}

function scheduleCrash(fault: Fault<'worker_crash'>, { kernel, cluster, random, at }: Scene): void {
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

function scheduleSlowness(fault: Fault<'slow_worker'>, { kernel, cluster, random, at }: Scene): void {
  const pool = cluster.pool(fault.role);
  if (!pool) return;
  let slowed: PoolWorker[] = [];
  at(fault.at_s, () => {
    slowed = draw(pool, fault.count, random);
    for (const worker of slowed) {
      worker.isFaulty = true;
      worker.slowDown(fault.factor, kernel.now);
    }
  });
  at(fault.at_s + fault.duration_s, () => {
    for (const worker of slowed) worker.slowDown(1 / fault.factor, kernel.now);
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
