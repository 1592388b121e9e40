/**
 * What must always hold in a simulation. Cheap enough to stay on in every run; a breach stops the run and names the
 * seed, the time and the object, because a wrong figure is worse than none.
 */
import type { Decision } from '../../planner-core/index.js';
import type { RequestEnd, WorkerEnd } from '../../reports/record/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Clients } from '../clients/clients.js';
import type { Cluster } from '../cluster/cluster.js';
import type { BandwidthBooks } from '../resources/index.js';

const SUM_TOLERANCE = 1e-6;
const LIFETIME_TOLERANCE = 1e-9;

interface Moment {
  readonly time_s: number;
  readonly seed: number;
}

function breach(moment: Moment, what: string): never {
  throw new HeadroomError('HR_INVARIANT_BREACH', {
    message: `${what} at ${moment.time_s} s, seed ${moment.seed}`,
    hint: 'The simulator contradicts itself, so no figure of this run can be trusted. Please report the scenario and the seed.',
  });
}

/** Checks that hold between any two events: conservation, KV room, no worker idle beside work it could take. */
export function checkCluster(cluster: Cluster, clients: Clients, time_s: number, seed: number): void {
  const moment = { time_s, seed };
  const inside = cluster.inStages + clients.waitingOutside;
  if (clients.open !== inside) breach(moment, `${clients.open} requests are open but ${inside} accounted for`);
  if (cluster.inStages !== cluster.inFlight) {
    breach(moment, `${cluster.inFlight} requests are inside but the stages hold ${cluster.inStages}`);
  }
  for (const pool of cluster.pools) {
    for (const worker of pool.members()) {
      const { engine } = worker;
      const used = engine.kv.used();
      if (used < 0 || used > engine.kv.capacity) {
        breach(moment, `${pool.role} worker ${worker.id} uses ${used} of ${engine.kv.capacity} KV blocks`);
      }
    }
    const idle = pool.idleBesideWork();
    if (idle) breach(moment, `${idle.role} worker ${idle.id} leaves work waiting that it could take`);
  }
}

/** Checks at the end of a run in which every request ended: KV returned, transfers and their links closed, Little's law. */
export function checkDrained(cluster: Cluster, time_s: number, seed: number): void {
  const moment = { time_s, seed };
  const { decode } = cluster;
  for (const pool of cluster.pools) {
    for (const { id, engine } of pool.members()) {
      const used = engine.kv.used();
      if (used !== 0) breach(moment, `${used} KV blocks of worker ${id} are in use after the last request`);
    }
  }
  if (decode && decode.transfersBegun !== decode.transfersEnded) {
    breach(moment, `${decode.transfersBegun} KV transfers begun but ${decode.transfersEnded} ended`);
  }
  for (const books of decode?.linkBooks() ?? []) checkBooks(books, 'a transfer link', moment);
  for (const { name, meter } of cluster.stages()) {
    const gap = meter.littleGap();
    if (gap > SUM_TOLERANCE) breach(moment, `Little's law is off by ${gap} in stage '${name}'`);
  }
}

/** Checks at the end of any run, once every worker's account is closed: nothing loads from the storage, and no node has more held than it has. */
export function checkClosed({ infrastructure }: Cluster, workerGpu_s: number, time_s: number, seed: number): void {
  const moment = { time_s, seed };
  const { storage, nodes } = infrastructure;
  if (storage) checkBooks(storage.books(), 'the storage', moment);
  if (!nodes) return;
  const { provisioned_gpu_s, idle_gpu_s } = nodes.nodeTime();
  const held_gpu_s = provisioned_gpu_s - idle_gpu_s;
  if (idle_gpu_s < -slack(provisioned_gpu_s)) breach(moment, `the nodes were idle for ${idle_gpu_s} GPU seconds`);
  if (Math.abs(held_gpu_s - workerGpu_s) > slack(provisioned_gpu_s)) {
    breach(moment, `the nodes gave ${held_gpu_s} GPU seconds but the workers account for ${workerGpu_s}`);
  }
}

/** What was asked of a bandwidth is moved or abandoned, and nothing runs any more. */
function checkBooks({ asked, moved, abandoned, running }: BandwidthBooks, name: string, moment: Moment): void {
  if (running !== 0) breach(moment, `${running} flows of ${name} are still under way`);
  if (Math.abs(asked - moved - abandoned) > slack(asked)) {
    breach(moment, `${name} was asked for ${asked} bytes, moved ${moved} and gave up ${abandoned}`);
  }
}

/** What sums of so much may be off by rounding. */
function slack(amount: number): number {
  return SUM_TOLERANCE * Math.max(1, amount);
}

/** A decision may only order whole counts, none below what the policy says is its least. */
export function checkDecision(decision: Decision, leastWorkers: number, time_s: number, seed: number): void {
  for (const [role, target] of Object.entries(decision.targets)) {
    if (!Number.isInteger(target) || target < leastWorkers) {
      breach({ time_s, seed }, `the policy orders ${target} ${role} workers; ${leastWorkers} is its least`);
    }
  }
}

/** A request's times in order, whatever it has reached. */
export function checkRequest(event: RequestEnd, seed: number): void {
  const times = [event.arrival_s, event.firstToken_s, event.lastToken_s, event.time_s].filter((t) => t !== undefined);
  if (times.some((time_s, i) => i > 0 && time_s < times[i - 1]!)) {
    breach({ time_s: event.time_s, seed }, `the times of request ${event.id} run backwards`);
  }
}

/** GPU seconds by state, with those in which it held no GPUs, sum to the worker's lifetime. */
export function checkWorker(event: WorkerEnd, now_s: number, seed: number): void {
  const { starting, serving, idle, draining } = event.seconds;
  const lifetime_s = (event.gone_s ?? now_s) - event.ordered_s;
  const sum_s = starting + serving + idle + draining + (event.withoutGpus_s ?? 0);
  if (Math.abs(sum_s - lifetime_s) > LIFETIME_TOLERANCE * Math.max(1, now_s)) {
    breach({ time_s: now_s, seed }, `worker ${event.worker} lived ${lifetime_s} s but accounts for ${sum_s} s`);
  }
}

/** Events are told in time order. */
export function checkOrder(time_s: number, last_s: number, seed: number): void {
  if (time_s < last_s) breach({ time_s, seed }, `an event is told after one of ${last_s} s`);
}
