/** `headroom plan` for deployments without a planner: from a scenario to the cheapest one that keeps each promise. */
import type { LoadedScenario } from '../../scenarios/index.js';
import type { PlanResult } from './answer.js';
import { enginesOf } from './choices.js';
import { Bench } from './measure.js';
import { planOn } from './planning.js';
import { needsResampling, otherTraffic, promisesOf, seedsOf } from './question.js';

/** Plans for each promise. `onRun` hears of every simulated run. Throws HR_PROFILE_…, HR_PRICE_INVALID, HR_TRACE_…. */
export function plan(loaded: LoadedScenario, onRun?: () => void): PlanResult {
  const { scenario } = loaded;
  const promises = promisesOf(scenario);
  const benches = {
    other: new Bench({ ...loaded, scenario: otherTraffic(scenario) }, promises),
    given: new Bench(loaded, promises),
  };
  const question = { spec: scenario.plan, promises, engines: enginesOf(loaded), seeds: seedsOf(scenario) };
  const { objective, answers, seeds, ...rest } = planOn(question, benches, onRun);
  return { objective, answers, seeds, resampled: needsResampling(scenario), ...rest };
}
