/** Plays requests on the simulated cluster, without a planner, and gives back when each got its first and last token. */
import { type EngineProfile, type Policy, staticReplicas } from '../../planner-core/index.js';
import type { RequestEnd, RunSink } from '../../reports/record/index.js';
import { poolSpec, type TrafficRequest, transferSpec } from '../../scenarios/index.js';
import { type PoolInput, type SimulatedTraffic, type SimulationInput, simulate } from '../../sim/index.js';

/** A pool of equal workers, with the fields of its scenario that matter here. */
export interface PlayedPool {
  readonly profile: EngineProfile;
  readonly workers: number;
  readonly spec: Omit<Partial<Parameters<typeof poolSpec>[0]>, 'profile' | 'replicas'>;
}

/** One pool serves all, two are prefill and decode. Returns the requests in order of their ends. */
export function play(pools: readonly PlayedPool[], traffic: SimulatedTraffic): RequestEnd[] {
  const [first, second] = pools.map(poolInput);
  const ends: RequestEnd[] = [];
  const input: SimulationInput = {
    seed: 1,
    cluster: {
      pools: second ? { prefill: first!, decode: second } : { aggregated: first! },
      transfer: transferSpec({ latency_ms: 0, bandwidth_gb_per_s: 1e6 }),
      engine: 'leaping',
    },
    clients: { retries: { max: 0, backoff_s: 1, factor: 2 } },
    frontend: { lost_work: 'fail' },
    faults: [],
    policy: staticReplicas() as Policy,
    observing: { interval_s: 1e6, metrics: 'exact', scrape_interval_s: 1e6 },
    sla: {},
    drainLimit_s: Number.POSITIVE_INFINITY,
    timelineInterval_s: 1e6,
  };
  simulate(input, traffic, endsInto(ends));
  return ends;
}

/** So many users, each sending its next request when the one before has ended; `lengths` gives the tokens of each. */
export function closedLoop(
  users: number,
  requests: number,
  lengths: () => readonly [number, number],
): SimulatedTraffic {
  let sent = 0;
  const send = (arrival_s: number): TrafficRequest => {
    const [inputTokens, outputTokens] = lengths();
    return { id: sent++, arrival_s, inputTokens, outputTokens };
  };
  return {
    requests: Array.from({ length: Math.min(users, requests) }, () => send(0)),
    next: (_ended, time_s) => (sent < requests ? send(time_s) : undefined),
  };
}

function poolInput({ profile, workers, spec }: PlayedPool): PoolInput {
  return {
    queue: 'per_worker',
    groups: [{ profile, spec: poolSpec({ ...spec, profile: profile.id, replicas: workers }) }],
  };
}

function endsInto(ends: RequestEnd[]): RunSink {
  const ignore = (): void => undefined;
  return {
    arrival: ignore,
    firstToken: ignore,
    tokenGaps: ignore,
    requestEnd: (end) => void ends.push(end),
    tick: ignore,
    worker: ignore,
    workerEnd: ignore,
    sample: ignore,
    runEnd: ignore,
  };
}
