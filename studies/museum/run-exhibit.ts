/** One policy before one exhibit: a run, and which of the properties it broke. */
import { loadScenario } from '../../scenarios/index.js';
import { keptSources } from '../pool/kept-sources.js';
import type { TrialSources } from '../trial/sources.js';
import { measureTrial } from '../trial/trial.js';
import { type Contestant, type CULPRIT, overrides, replayCommand } from './contestant.js';
import { type Exhibit, scenarioPath } from './exhibit.js';
import { type Breach, type Circumstances, type Property, propertyOf, WITHIN_BOUNDS } from './properties/index.js';
import { leaveTrail, type Trail } from './trail.js';

/** A property that did not hold, in words, and where it broke. */
export interface Broken extends Breach {
  readonly property: string;
}

/** How a policy did before one exhibit. */
export interface Verdict {
  readonly exhibit: Exhibit;
  /** Empty where the policy survived. */
  readonly broken: readonly Broken[];
  readonly trail: Trail;
  /** The command that runs it again. */
  readonly replay: string;
}

/** Runs it. Throws what a scenario may throw; a policy that cannot plan such a cluster throws HR_SCENARIO_INVALID. */
export function runExhibit(exhibit: Exhibit, who: Contestant | typeof CULPRIT, sources = keptSources()): Verdict {
  const path = scenarioPath(exhibit);
  const set = overrides(exhibit, loadScenario(path).scenario.planner.interval_s, who);
  const trail = trailOf(path, set, sources);
  const broken = judge([WITHIN_BOUNDS, ...exhibit.properties.map(propertyOf)], trail, exhibit);
  return { exhibit, broken, trail, replay: replayCommand(`scenarios/museum/${exhibit.id}.yaml`, set) };
}

/** The trail of a scenario with generated traffic, as long as traffic comes. */
export function trailOf(path: string, set: readonly string[], sources: TrialSources): Trail {
  const loaded = loadScenario(path, set);
  const { traffic } = loaded.scenario;
  const { sink, trail } = leaveTrail('generator' in traffic ? traffic.generator.duration_s : undefined);
  measureTrial(loaded, { also: sink, sources });
  return trail();
}

/** Which of the properties a trail breaks, in their order. */
export function judge(properties: readonly Property[], trail: Trail, circumstances: Circumstances): Broken[] {
  return properties.flatMap(({ says, check }): Broken[] => {
    const breach = check(trail, circumstances);
    return breach ? [{ ...breach, property: says }] : [];
  });
}
