/** The policy of a scenario or a planner's file for a run outside the simulator: live, or over recorded observations. */
import type { PolicySession, PoolContext, Role } from '../../planner-core/index.js';
import { type ClusterSpec, groupsOf, type LoadedScenario, poolsOf, type Scenario } from '../../scenarios/index.js';
import { dynamoConfigOf } from './dynamo-config.js';
import { informed } from './informed-policy.js';
import { policyOf } from './policy.js';
import type { LoadedPools } from './simulation-input.js';

/** As much of a scenario, or of a planner file, as a policy needs. */
export type LiveSetup = LoadedScenario<Pick<Scenario, 'planner' | 'cluster' | 'sla'>>;

/**
 * What starts the policy, given the workers at the start. It is told what the simulator's driver tells. Throws HR_PLANNER_CONFIG_INVALID;
 * what it returns throws HR_SCENARIO_INVALID where the policy refuses its pools.
 */
export function livePolicy(
  { scenario, resolve }: LiveSetup,
  pools: LoadedPools,
): (replicas: Readonly<Partial<Record<Role, number>>>) => PolicySession<unknown> {
  const { planner, cluster, sla } = scenario;
  const made = policyOf(planner, sla, dynamoConfigOf(planner, sla, resolve));
  const policy = informed(made, Object.fromEntries(poolsOf(cluster)), undefined);
  return (replicas) => {
    const told = pools.map(([role, profiles]): [Role, PoolContext] => [
      role,
      { profile: profiles[0]!.profile, replicas: replicas[role] ?? 0 },
    ]);
    return policy.init({
      intervalSeconds: planner.interval_s,
      sla: {
        ...(sla.ttft_ms !== undefined && { ttft: sla.ttft_ms / 1000 }),
        ...(sla.tpot_ms !== undefined && { tpot: sla.tpot_ms / 1000 }),
      },
      pools: Object.fromEntries(told),
    });
  };
}

/** Workers of each role at the start. */
export function startReplicas(cluster: ClusterSpec): Partial<Record<Role, number>> {
  const counts = poolsOf(cluster).map(([role, pool]): [Role, number] => [
    role,
    groupsOf(pool).reduce((sum, { replicas }) => sum + replicas, 0),
  ]);
  return Object.fromEntries(counts);
}
