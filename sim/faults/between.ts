/** Faults between planner and cluster at a tick: what it sees is not what is there, what it orders is not carried out. */
import type { Decision, Observation, Role, WorkerObservation } from '../../planner-core/index.js';
import type { PlannerFaults } from './faults.js';

/** The observation as the faults under way let the planner see it. */
export function distort(observation: Observation, { lostEngines, factor, caps }: PlannerFaults): Observation {
  if (lostEngines > 0) {
    const { queues: _queues, workersDetail: _workers, ...rest } = observation;
    return rest;
  }
  const cap = Math.min(...caps);
  if (factor === 1 && cap === Number.POSITIVE_INFINITY) return observation;
  const gauge = (value: number) => Math.min(cap, value * factor);
  const { traffic, queues, workersDetail } = observation;
  return {
    ...observation,
    ...(traffic && { traffic: scaledTraffic(traffic, factor) }),
    ...(queues && { queues: mapRoles(queues, gauge) }),
    ...(workersDetail && {
      workersDetail: mapRoles(workersDetail, (workers) => workers.map((worker) => seen(worker, gauge))),
    }),
  };
}

/** The targets that reach the cluster; `last` are those of the ticks before. */
export function passedOn(
  targets: Decision['targets'],
  last: Decision['targets'],
  { deaf, remembering }: PlannerFaults,
): Decision['targets'] {
  if (deaf.length === 0 && remembering === 0) return targets;
  const heard = (Object.entries(targets) as [Role, number][]).filter(
    ([role, target]) => !deaf.includes(role) && !(remembering > 0 && last[role] === target),
  );
  return Object.fromEntries(heard);
}

function scaledTraffic(traffic: NonNullable<Observation['traffic']>, factor: number) {
  const { requests, arrivals } = traffic;
  return {
    ...traffic,
    ...(requests !== undefined && { requests: requests * factor }),
    ...(arrivals !== undefined && { arrivals: arrivals * factor }),
  };
}

/** Counts of requests only: tokens, cache and step are what they are. */
function seen(worker: WorkerObservation, gauge: (value: number) => number): WorkerObservation {
  const { running, queuedRequests, queuedDecodeRequests } = worker;
  return {
    ...worker,
    ...(running !== undefined && { running: gauge(running) }),
    ...(queuedRequests !== undefined && { queuedRequests: gauge(queuedRequests) }),
    ...(queuedDecodeRequests !== undefined && { queuedDecodeRequests: gauge(queuedDecodeRequests) }),
  };
}

function mapRoles<T, U>(byRole: Readonly<Partial<Record<Role, T>>>, map: (value: T) => U): Partial<Record<Role, U>> {
  return Object.fromEntries((Object.entries(byRole) as [Role, T][]).map(([role, value]) => [role, map(value)]));
}
