/** Tells a policy what a scenario knows beside the simulation: what engines can hold, how long workers start. */
import type { EngineLimits, Policy, PolicyContext, PoolContext, Role, TrafficAhead } from '../../planner-core/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import {
  type ClusterSpec,
  type LoadedScenario,
  mayWait,
  type PoolSpec,
  poolsOf,
  REFERENCE_POLICIES,
} from '../../scenarios/index.js';
import { FRESH_SOURCES, type TrialSources } from './sources.js';

/**
 * The policy with that knowledge in its context. References get the traffic to come; throws HR_SCENARIO_INVALID where it is
 * not known beforehand. A context that the policy refuses becomes HR_SCENARIO_INVALID too.
 */
export function informed(
  policy: Policy,
  { scenario, resolve }: LoadedScenario,
  sources: TrialSources = FRESH_SOURCES,
): Policy {
  // policies that no real planner can match
  const isReference = REFERENCE_POLICIES.some((name) => name === scenario.planner.policy);
  return toldOf(policy, scenario.cluster, isReference ? trafficAhead(scenario, resolve, sources) : {});
}

/** The policy with what a cluster's description tells in its context, and `ahead`. A refused context becomes HR_SCENARIO_INVALID. */
export function toldOf(
  policy: Policy,
  cluster: ClusterSpec,
  ahead: Pick<PolicyContext, 'trafficAhead' | 'trafficSeconds'> = {},
): Policy {
  const specs = new Map(poolsOf(cluster));
  return {
    name: policy.name,
    init: (context) => {
      const pools = Object.entries(context.pools).map(([role, pool]) => [role, poolOf(pool, specs.get(role as Role))]);
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
export function startupSeconds({ startup }: PoolSpec): number {
  return startup.stages.reduce((sum, { fixed_s, lognormal }) => sum + (fixed_s ?? lognormal?.mean_s ?? 0), 0);
}

/** Reads the traffic once before the run, into sums by the second. */
function trafficAhead(
  { traffic, seed }: LoadedScenario['scenario'],
  resolve: LoadedScenario['resolve'],
  sources: TrialSources,
): Pick<PolicyContext, 'trafficAhead' | 'trafficSeconds'> {
  if (mayWait(traffic)) {
    throw new HeadroomError('HR_SCENARIO_INVALID', {
      message: 'planner: a reference policy needs traffic that is known before the run; this one waits for its answers',
    });
  }
  const seconds: { requests: number; input: number; output: number }[] = [];
  for (const { arrival_s, inputTokens, outputTokens } of sources.traffic(traffic, seed, resolve).requests) {
    const second = Math.floor(arrival_s);
    seconds[second] ??= { requests: 0, input: 0, output: 0 };
    const sum = seconds[second];
    sum.requests++;
    sum.input += inputTokens;
    sum.output += outputTokens;
  }
  return { trafficSeconds: seconds.length, trafficAhead: (from_s, to_s) => sumOf(seconds, from_s, to_s) };
}

/** Seconds cut by an edge count in proportion. */
function sumOf(
  seconds: readonly ({ requests: number; input: number; output: number } | undefined)[],
  from_s: number,
  to_s: number,
): TrafficAhead {
  let [requests, input, output] = [0, 0, 0];
  for (let second = Math.max(0, Math.floor(from_s)); second < Math.min(to_s, seconds.length); second++) {
    const sum = seconds[second];
    if (!sum) continue;
    const share = Math.min(to_s, second + 1) - Math.max(from_s, second);
    requests += share * sum.requests;
    input += share * sum.input;
    output += share * sum.output;
  }
  return { requests, inputTokensMean: input / requests, outputTokensMean: output / requests };
}
