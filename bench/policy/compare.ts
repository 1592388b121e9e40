/** Trials of many settings on one case, and who needs how many GPU-hours for the same attainment. */
import { loadScenario } from '../../scenarios/index.js';
import { runTrial } from '../../studies/index.js';
import type { Case } from './cases.js';
import type { Setting } from './rivals.js';

export interface Outcome {
  readonly setting: Setting;
  readonly attainment: number;
  readonly gpuHours: number;
}

export function outcomeOf({ scenario }: Case, setting: Setting): Outcome {
  const summary = runTrial(loadScenario(scenario, [`planner=${JSON.stringify(setting.planner)}`]));
  return { setting, attainment: summary.attainment.overall ?? 0, gpuHours: summary.gpu_hours.total };
}

/** The outcomes that no other beats in both: attainment ascending. */
export function frontier(outcomes: readonly Outcome[]): Outcome[] {
  const byHours = [...outcomes].sort((a, b) => a.gpuHours - b.gpuHours || b.attainment - a.attainment);
  let best = -1;
  return byHours.filter(({ attainment }) => {
    if (attainment <= best) return false;
    best = attainment;
    return true;
  });
}

/** The cheapest that attains at least this much. */
export function cheapestAt(outcomes: readonly Outcome[], attainment: number): Outcome | undefined {
  return frontier(outcomes).find((outcome) => outcome.attainment >= attainment);
}
