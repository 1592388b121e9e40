/** `headroom plan`: static deployments and planner settings, asked the same question; the cheaper one is the answer. */
import { loadScenario, type PlanSpec, type Scenario } from '../../scenarios/index.js';
import type { ExportedFiles } from '../export/index.js';
import type { TrialRunner } from '../pool/trial-runner.js';
import type { PlanResult } from './answer.js';
import { exported } from './exported.js';
import { plan } from './plan.js';
import { needsResampling, promisesOf, RESAMPLE, seedsOf } from './question.js';
import { cheapestSettings, type SettingsAnswer } from './settings.js';

/** The whole answer to a scenario's question. */
export interface Plan {
  readonly name: string;
  readonly spec: PlanSpec;
  readonly scenario: Scenario;
  /** Deployments without a planner, for each promise. */
  readonly fixed: PlanResult;
  /** Planner settings for each promise, where the scenario varies any. */
  readonly settings: Readonly<Record<string, SettingsAnswer>>;
  /** What to put into a cluster, for each promise that has an answer. */
  readonly exports: Readonly<Record<string, ExportedFiles>>;
}

/**
 * Plans for a scenario file. `set`: overrides; `onRun` hears how many runs there have been. Throws HR_SCENARIO_…, HR_PROFILE_…,
 * HR_PRICE_INVALID, HR_TRACE_….
 */
export async function planScenario(
  file: string,
  set: readonly string[],
  runner: TrialRunner,
  onRun: (runs: number) => void,
): Promise<Plan> {
  const loaded = loadScenario(file, set);
  const { scenario, name } = loaded;
  const settings: Record<string, SettingsAnswer> = {};
  let runs = 0;
  // settings first: a combination that cannot run is told at once
  for (const [promise, sla] of Object.entries(scenario.plan.vary ? promisesOf(scenario) : {})) {
    const sets = [...set, `sla=${JSON.stringify(sla)}`];
    if (needsResampling(scenario)) sets.push(`traffic.resample=${JSON.stringify(RESAMPLE)}`);
    const question = { scenario: file, sets, plan: scenario.plan, seeds: seedsOf(scenario) };
    settings[promise] = await cheapestSettings(question, runner, () => onRun(++runs));
  }
  const fixed = plan(loaded, () => onRun(++runs));
  const exports = Object.fromEntries(
    fixed.answers.map(({ promise, sla, best }) => {
      const planned = settings[promise]?.best?.settings;
      const answer = { ...(best && { deployment: best.deployment }), ...(planned && { settings: planned }) };
      return [promise, exported(file, [...set, `sla=${JSON.stringify(sla)}`], answer)];
    }),
  );
  return { name, spec: scenario.plan, scenario, fixed, settings, exports };
}

/** Whether every promise has a plan. */
export function isFeasible({ fixed, settings }: Plan): boolean {
  return fixed.answers.every(({ promise, best }) => (best ?? settings[promise]?.best) !== undefined);
}
