/** What policies read off an observation. `undefined` where the metrics do not tell, NaN included. */
import type { Observation, Role, WorkerObservation } from '../../ports.js';

/** A number that may be counted with; not below 0. */
export function known(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) || value < 0 ? undefined : value;
}

/** Requests per second: those that came, where the frontend counts arrivals, else those that ended. */
export function requestRate({ traffic, windowSeconds }: Observation): number | undefined {
  const requests = known(traffic?.arrivals) ?? known(traffic?.requests);
  return requests === undefined || !(windowSeconds > 0) ? undefined : requests / windowSeconds;
}

/** Mean prompt and output tokens of requests. */
export interface RequestShape {
  readonly isl: number;
  readonly osl: number;
}

/** The shape of a window's requests; `undefined` in an interval without requests. */
export function requestShape({ traffic }: Observation): RequestShape | undefined {
  const isl = known(traffic?.inputTokensMean);
  const osl = known(traffic?.outputTokensMean);
  return isl === undefined || osl === undefined ? undefined : { isl, osl };
}

/** Requests that wait for a role: the pool's queue, or the sum of its workers'. */
export function queueLength({ queues, workersDetail }: Observation, role: Role): number | undefined {
  const pooled = known(queues?.[role]);
  const each = total(workersDetail?.[role], ({ queuedRequests, queuedDecodeRequests }) =>
    role === 'decode' ? queuedDecodeRequests : queuedRequests,
  );
  return each === undefined ? pooled : Math.max(each, pooled ?? 0);
}

/** Requests that a role works on, as its engines report them. */
export function runningRequests({ workersDetail }: Observation, role: Role): number | undefined {
  return total(workersDetail?.[role], ({ running }) => running);
}

/** Requests in the system by Little's law; over all roles, because their share is not told. */
export function requestsInFlight(observation: Observation): number | undefined {
  const rate = requestRate(observation);
  const duration_s = known(observation.latency?.requestDuration);
  return rate === undefined || duration_s === undefined ? undefined : rate * duration_s;
}

/** Mean share of the KV cache in use. */
export function meanKvUsage({ workersDetail }: Observation, role: Role): number | undefined {
  const workers = workersDetail?.[role] ?? [];
  const sum = total(workers, ({ kvUsage }) => kvUsage);
  return sum === undefined ? undefined : sum / workers.length;
}

/** The sum over all workers; `undefined` where there are none or one does not tell. */
function total(
  workers: readonly WorkerObservation[] | undefined,
  read: (worker: WorkerObservation) => number | undefined,
): number | undefined {
  if (!workers || workers.length === 0) return undefined;
  let sum = 0;
  for (const worker of workers) {
    const value = known(read(worker));
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}
