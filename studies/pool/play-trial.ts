/** Plays one trial from its plain description to its plain outcome. */
import { HeadroomError } from '../../scenarios/errors/index.js';
import { loadScenario } from '../../scenarios/index.js';
import type { TrialSources } from '../trial/sources.js';
import { measureTrial } from '../trial/trial.js';
import type { TrialFailure, TrialOutcome, TrialSpec } from './trial-runner.js';

/** Never throws: what goes wrong is the trial's outcome. */
export function playTrial({ scenario, sets, seed, histograms }: TrialSpec, sources: TrialSources): TrialOutcome {
  try {
    const measures = measureTrial(loadScenario(scenario, [...sets, `seed=${seed}`]), { sources });
    return histograms ? measures : { summary: measures.summary };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** An error as plain data. */
export function failureOf(error: unknown): TrialFailure {
  if (error instanceof HeadroomError) return { code: error.code, message: error.message };
  return { code: 'HR_INTERNAL', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
