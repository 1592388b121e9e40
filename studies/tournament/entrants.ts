/** Who plays in a world, and with which settings each may try to keep the promise. */
import type { LoadedScenario, PlannerSpec } from '../../scenarios/index.js';
import type { WorldFacts } from './facts.js';
import type { Family, Rung } from './ladder.js';
import { LADDERS } from './ladders.js';

/** One way to configure an entrant. */
export interface Setting {
  /** What differs from the entrant's other settings. */
  readonly label: string;
  readonly sets: readonly string[];
}

/** A policy in one world, with its settings from careless to careful. */
export interface Entrant {
  /** The policy, and its predictor where it plays with several: `last-value/kalman`. */
  readonly name: string;
  readonly family: Family;
  readonly settings: readonly Setting[];
}

/** Left out unless named: they answer questions of their own, or need a table that only the user has. */
const ON_REQUEST: readonly PlannerSpec['policy'][] = ['schedule', 'perfect-system', 'work-bound'];

/** The entrants in the order of the catalogue, each with its settings from careless to careful. */
export function entrantsOf({ scenario }: LoadedScenario, facts: WorldFacts): Entrant[] {
  const { policies, predictors, max_replicas } = scenario.tournament;
  const names = policies ?? defaultPolicies(scenario.planner.policy, facts);
  return names.flatMap((policy) => {
    const { family, predicts, rungs } = LADDERS[policy];
    const own = scenario.planner.policy === policy ? scenario.planner : {};
    const kinds = predicts ? predictors.filter((kind) => predicts.includes(kind)) : [undefined];
    return kinds.map((predictor): Entrant => {
      const ladder = rungs({ facts, sla: scenario.sla, maxReplicas: max_replicas, predictor });
      return {
        name: predictor === undefined ? policy : `${policy}/${predictor}`,
        family,
        settings: ladder.map((rung) => settingOf(policy, own, rung)),
      };
    });
  });
}

function defaultPolicies(configured: PlannerSpec['policy'], facts: WorldFacts): PlannerSpec['policy'][] {
  return (Object.keys(LADDERS) as PlannerSpec['policy'][]).filter((policy) => {
    if (policy === configured) return true;
    if (ON_REQUEST.includes(policy)) return false;
    return facts.known || LADDERS[policy].family !== 'knows the traffic';
  });
}

/** A rung's fields over the scenario's own ones of that policy, where it has any. */
function settingOf(policy: string, own: object, { label, planner, sets = [] }: Rung): Setting {
  return { label, sets: [`planner=${JSON.stringify({ ...own, ...planner, policy })}`, ...sets] };
}
