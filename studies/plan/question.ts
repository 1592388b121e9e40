/** What a scenario asks of `headroom plan`: which promises, on which seeds, on which traffic. */
import type { Scenario } from '../../scenarios/index.js';
import type { Seeds } from './answer.js';
import type { Promises } from './measure.js';

/** A trace is drawn anew by blocks of so many seconds, each from those so many blocks around it. */
export const RESAMPLE = { block_s: 60, reach: 2 };

/** The promises to plan for, by name; `sla` where the scenario has but one. */
export function promisesOf({ plan, sla }: Scenario): Promises {
  return plan.promises ?? { sla };
}

/** From the scenario's own seed on: those of the search, then those of the check. */
export function seedsOf({ seed, plan }: Scenario): Seeds {
  const all = Array.from({ length: plan.seeds + plan.check_seeds }, (_, i) => seed + i);
  return { search: all.slice(0, plan.seeds), check: all.slice(plan.seeds) };
}

/** Traffic that a seed makes other traffic of the same kind: a trace is drawn anew block by block; generators do so anyway. */
export function otherTraffic(scenario: Scenario): Scenario {
  const { traffic } = scenario;
  if (!needsResampling(scenario)) return scenario;
  return { ...scenario, traffic: { ...traffic, resample: RESAMPLE } as Scenario['traffic'] };
}

/** Whether a seed alone gives no other traffic. */
export function needsResampling({ traffic }: Scenario): boolean {
  return !['generated', 'closed_loop', 'servegen'].includes(traffic.format) && !('resample' in traffic);
}
