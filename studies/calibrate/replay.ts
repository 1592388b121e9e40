/** The recorded requests on the scenario's simulated cluster, with other step times of its engines. */
import type { EngineProfile } from '../../planner-core/index.js';
import { latencies, teeSinks } from '../../reports/index.js';
import type { LoadedScenario, TrafficRequest } from '../../scenarios/index.js';
import { type SimulationInput, simulate } from '../../sim/index.js';
import { type LoadedPools, simulationInput } from '../trial/simulation-input.js';
import type { Latency } from './recorded.js';

/** Gives every profile of the cluster other times. */
export type Retimed = (profile: EngineProfile) => EngineProfile;
/** Latencies by request id, of the run with other profiles. */
export type Replay = (retimed: Retimed) => ReadonlyMap<number, Latency>;

/** Patient clients and no faults; the scenario's planner is one that moves no workers. */
export function replayOf(loaded: LoadedScenario, pools: LoadedPools, requests: readonly TrafficRequest[]): Replay {
  const { scenario } = loaded;
  const calm: LoadedScenario = {
    ...loaded,
    scenario: {
      ...scenario,
      clients: { retries: { max: 0, backoff_s: 1, factor: 2 } },
      frontend: { lost_work: 'fail' },
      faults: [],
    },
  };
  const input = { ...simulationInput(calm, pools, {}), drainLimit_s: Number.POSITIVE_INFINITY };
  return (retimed) => {
    const ends = new Map<number, Latency>();
    const sink = teeSinks({
      requestEnd: (end) => {
        const { ttft_s = Number.NaN, tpot_s = Number.NaN, e2e_s = Number.NaN } = latencies(end);
        ends.set(end.id, { ttft_ms: ttft_s * 1000, tpot_ms: tpot_s * 1000, e2e_ms: e2e_s * 1000 });
      },
    });
    simulate(withProfiles(input, retimed), { requests }, sink);
    return ends;
  };
}

function withProfiles(input: SimulationInput, retimed: Retimed): SimulationInput {
  const pools = Object.entries(input.cluster.pools).map(([role, pool]) => [
    role,
    { ...pool, groups: pool.groups.map((group) => ({ ...group, profile: retimed(group.profile) })) },
  ]);
  return { ...input, cluster: { ...input.cluster, pools: Object.fromEntries(pools) } };
}
