/** What the causes of missed requests are told from, of a scenario: its engines, startup times, planner and faults. */
import type { Role } from '../../planner-core/index.js';
import type { CauseContext } from '../../reports/index.js';
import { type PlannerSpec, poolsOf, type Scenario } from '../../scenarios/index.js';
import { type SimulationInput, unloadedTimes } from '../../sim/index.js';
import { startupSeconds } from './informed-policy.js';

/** Those that order once, or by the clock: nobody watches the load. */
const BLIND: readonly PlannerSpec['policy'][] = ['static', 'static-peak', 'static-mean', 'schedule'];

/** For the misses of a run of this scenario on this input. */
export function causeContext({ cluster, planner, faults }: Scenario, input: SimulationInput): CauseContext {
  const isAggregated = cluster.mode === 'aggregated';
  const startups = poolsOf(cluster).map(([role, pool]): [Role, number] => [role, startupSeconds(pool)]);
  return {
    unloaded: unloadedTimes(input.cluster),
    promptRole: isAggregated ? 'aggregated' : 'prefill',
    decodeRole: isAggregated ? 'aggregated' : 'decode',
    startup_s: Object.fromEntries(startups),
    hasPlanner: !BLIND.includes(planner.policy),
    slowed: faults.flatMap((fault) =>
      fault.kind === 'slow_worker'
        ? [{ role: fault.role, from_s: fault.at_s, to_s: fault.at_s + fault.duration_s }]
        : [],
    ),
  };
}
