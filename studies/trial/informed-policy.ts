/** Tells a policy what a scenario knows beside the simulation: what engines can hold, how long workers start. Fit for a browser. */
import type { EngineLimits, Policy, PolicyContext, PoolContext, Role } from '../../planner-core/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { PoolSpec } from '../../scenarios/index.js';
import type { KnownTraffic } from './known-traffic.js';

/**
 * The policy with that knowledge in its context; `ahead`: the traffic to come, for references. A context that the policy
 * refuses becomes HR_SCENARIO_INVALID.
 */
export function informed(
  policy: Policy,
  specs: Readonly<Partial<Record<Role, PoolSpec>>>,
  ahead: KnownTraffic | undefined,
): Policy {
  return {
    name: policy.name,
    init: (context) => {
      const pools = Object.entries(context.pools).map(([role, pool]) => [role, poolOf(pool, specs[role as Role])]);
      try {
        return policy.init({ ...context, ...ahead, pools: Object.fromEntries(pools) as PolicyContext['pools'] });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new HeadroomError('HR_SCENARIO_INVALID', { message: `planner: ${error.message}` }, { cause: error });
      }
    },
  };
}

function poolOf(pool: PoolContext, spec: PoolSpec | undefined): PoolContext {
  if (!spec) return pool;
  const limits: EngineLimits = {
    maxBatch: spec.max_batch,
    maxBatchedTokens: spec.max_batched_tokens,
    // a profile names no context length; the longest prompt that was measured stands for it
    contextTokens: Math.max(...pool.profile.prefill.isl),
    ...pool.limits,
  };
  return { startupSeconds: startupSeconds(spec), ...pool, limits };
}

/** The mean of the stages that have a time of their own; transfers over a shared bandwidth are not in it. */
export function startupSeconds({ startup }: Pick<PoolSpec, 'startup'>): number {
  return startup.stages.reduce((sum, { fixed_s, lognormal }) => sum + (fixed_s ?? lognormal?.mean_s ?? 0), 0);
}
