/** One policy before one exhibit: a run, and which of the properties it broke. */
import { loadScenario } from '../../scenarios/index.js';
import { runTrial } from '../trial/trial.js';
import { type Contestant, type CULPRIT, overrides, replayCommand } from './contestant.js';
import { type Exhibit, scenarioPath } from './exhibit.js';
import { type Breach, propertyOf, WITHIN_BOUNDS } from './properties/index.js';
import { leaveTrail, type Trail } from './trail.js';

/** A property that did not hold, in words, and where it broke. */
export interface Broken extends Breach {
  readonly property: string;
}

export interface Verdict {
  readonly exhibit: Exhibit;
  /** Empty where the policy survived. */
  readonly broken: readonly Broken[];
  readonly trail: Trail;
  /** The command that runs it again. */
  readonly replay: string;
}

/** Runs it. Throws what a scenario may throw; a policy that cannot plan such a cluster throws HR_SCENARIO_INVALID. */
export function runExhibit(exhibit: Exhibit, who: Contestant | typeof CULPRIT): Verdict {
  const path = scenarioPath(exhibit);
  const { planner, traffic } = loadScenario(path).scenario;
  const set = overrides(exhibit, planner.interval_s, who);
  const { sink, trail } = leaveTrail('generator' in traffic ? traffic.generator.duration_s : undefined);
  runTrial(loadScenario(path, set), sink);
  const left = trail();
  const properties = [WITHIN_BOUNDS, ...exhibit.properties.map(propertyOf)];
  const broken = properties.flatMap(({ says, check }): Broken[] => {
    const breach = check(left, exhibit);
    return breach ? [{ ...breach, property: says }] : [];
  });
  return { exhibit, broken, trail: left, replay: replayCommand(exhibit, set) };
}
