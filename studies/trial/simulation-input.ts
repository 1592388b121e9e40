/** From a loaded scenario to what a simulation runs on. */
import type { Role } from '../../planner-core/index.js';
import { timelineInterval } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import {
  groupsOf,
  type LoadedProfile,
  type LoadedScenario,
  mayWait,
  poolsOf,
  type Scenario,
  type Traffic,
  transferSpec,
} from '../../scenarios/index.js';
import type { PoolInput, SimulationInput } from '../../sim/index.js';
import { dynamoConfigOf } from './dynamo-config.js';
import { informed } from './informed-policy.js';
import { type KnownTraffic, knownTraffic, knowsTraffic } from './known-traffic.js';
import { policyOf } from './policy.js';
import { FRESH_SOURCES, type TrialSources } from './sources.js';

/** The profiles that a scenario names, per role, in the order of the pool's kinds of workers. */
export type LoadedPools = readonly (readonly [role: Role, profiles: readonly LoadedProfile[]])[];

/** Reads them. Throws HR_PROFILE_…. */
export function loadPools(
  { scenario, resolve }: LoadedScenario<Pick<Scenario, 'cluster'>>,
  sources: TrialSources = FRESH_SOURCES,
): LoadedPools {
  return poolsOf(scenario.cluster).map(([role, pool]) => [
    role,
    groupsOf(pool).map(({ profile }) => sources.profile(profile, resolve)),
  ]);
}

/** Puts profiles, policy and cluster together. `traffic`: how long it comes, where that is known. Throws HR_SCENARIO_INVALID and HR_PLANNER_CONFIG_INVALID. */
export function simulationInput(
  loaded: LoadedScenario,
  pools: LoadedPools,
  traffic: Pick<Traffic, 'duration_s'>,
  sources: TrialSources = FRESH_SOURCES,
): SimulationInput {
  const { scenario } = loaded;
  const { cluster, planner, sla, run } = scenario;
  const profiles = new Map(pools);
  const inputs = poolsOf(cluster).map(([role, pool]): [Role, PoolInput] => [
    role,
    {
      queue: pool.queue,
      routing: pool.routing,
      groups: groupsOf(pool).map((spec, i) => ({ spec, profile: profiles.get(role)![i]!.profile })),
    },
  ]);
  return {
    seed: scenario.seed,
    cluster: {
      pools: Object.fromEntries(inputs),
      transfer: cluster.mode === 'disaggregated' ? cluster.transfer : transferSpec(),
      infrastructure: cluster,
      engine: run.engine,
    },
    clients: scenario.clients,
    frontend: scenario.frontend,
    faults: scenario.faults,
    policy: informed(
      policyOf(planner, sla, dynamoConfigOf(planner, sla, loaded.resolve)),
      Object.fromEntries(poolsOf(cluster)),
      knowsTraffic(planner.policy) ? aheadOf(loaded, sources) : undefined,
    ),
    observing: planner,
    sla: {
      ...(sla.ttft_ms !== undefined && { ttft: sla.ttft_ms / 1000 }),
      ...(sla.tpot_ms !== undefined && { tpot: sla.tpot_ms / 1000 }),
    },
    ...(traffic.duration_s !== undefined && { trafficDuration_s: traffic.duration_s }),
    drainLimit_s: run.drain_limit_s,
    timelineInterval_s: run.timeline_interval_s ?? timelineInterval(traffic.duration_s),
  };
}

/** Reads the traffic once before the run. Throws HR_SCENARIO_INVALID where it is not known beforehand. */
function aheadOf({ scenario: { traffic, seed }, resolve }: LoadedScenario, sources: TrialSources): KnownTraffic {
  if (mayWait(traffic)) {
    throw new HeadroomError('HR_SCENARIO_INVALID', {
      message: 'planner: a reference policy needs traffic that is known before the run; this one waits for its answers',
    });
  }
  return knownTraffic(sources.traffic(traffic, seed, resolve).requests);
}
