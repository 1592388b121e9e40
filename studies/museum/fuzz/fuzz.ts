/**
 * Looks for a scenario in which a policy breaks a general property, shrinks it to a small one and writes it down. fast-check
 * draws and shrinks; it is loaded with the first fuzzing alone.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';
import { HeadroomError } from '../../../scenarios/errors/index.js';
import { optionalPackage } from '../../../scenarios/index.js';
import { keptSources } from '../../pool/kept-sources.js';
import type { TrialSources } from '../../trial/sources.js';
import { type Contestant, plannerSection, replayCommand } from '../contestant.js';
import type { Need } from '../need.js';
import type { FailedRun } from '../picture.js';
import { type Broken, judge, trailOf } from '../run-exhibit.js';
import type { Trail } from '../trail.js';
import { type DrawnScenario, drawScenario } from './draw.js';
import { GENERAL } from './general.js';

/** Whom to fuzz, how long, and where the failure goes. */
export interface FuzzOptions {
  readonly who: Contestant;
  readonly runs: number;
  readonly seed: number;
  /** Where the failing scenario is written. */
  readonly file: string;
  /** Hears of each run, those of the shrinking among them. */
  readonly onRun?: (run: number) => void;
}

/** What the fuzzer found. */
export interface FuzzOutcome {
  /** Scenarios run before one failed, or all of them. */
  readonly runs: number;
  readonly shrinks: number;
  /** Absent where none failed; its scenario then lies in the file. */
  readonly failure?: FailedRun;
}

type Found = Pick<FailedRun, 'broken' | 'trail' | 'need'>;

/** Runs it; the same options find the same. Throws what is wrong with the policy's own settings, HR_PACKAGE_MISSING. */
export async function fuzz({ who, runs, seed, file, onRun }: FuzzOptions): Promise<FuzzOutcome> {
  const fc = await optionalPackage('Fuzzing', ['fast-check'], () => import('fast-check'));
  mkdirSync(dirname(file), { recursive: true });
  const sources = keptSources();
  let run = 0;
  const holds = fc.property(drawScenario(fc), (drawn) => {
    onRun?.(++run);
    return attempt(file, drawn, who, sources).broken.length === 0;
  });
  const details = fc.check(holds, { numRuns: runs, seed });
  if (!details.failed) {
    rmSync(file, { force: true });
    return { runs: details.numRuns, shrinks: 0 };
  }
  const found = attempt(file, details.counterexample![0], who, sources);
  const failure = { ...found, replay: replayCommand(file, who.set ?? []) };
  return { runs: details.numRuns, shrinks: details.numShrinks, failure };
}

/** Writes the scenario and runs what is written. */
function attempt(file: string, drawn: DrawnScenario, who: Contestant, sources: TrialSources): Found {
  const { scenario, interval_s, bounds } = drawn;
  writeFileSync(file, stringify({ ...scenario, planner: plannerSection(who, interval_s, bounds) }));
  const need = peakNeed(file, interval_s, sources);
  const { trail, thrown } = trailOrError(file, who.set ?? [], sources);
  const broken = thrown ? [thrown] : judge(GENERAL, trail, { need, bounds });
  return { broken, trail, need };
}

const EMPTY: Trail = { ticks: [], glimpses: [], lost_s: [], end_s: 0 };

/** A run that the simulator or the policy stops breaks the first property of all; a mistake in the settings is no run. */
function trailOrError(file: string, set: readonly string[], sources: TrialSources): { trail: Trail; thrown?: Broken } {
  try {
    return { trail: trailOf(file, set, sources) };
  } catch (error) {
    if (error instanceof HeadroomError && error.code !== 'HR_INVARIANT_BREACH') throw error;
    return {
      trail: EMPTY,
      thrown: { property: 'a run ends without an error', at_s: 0, found: (error as Error).message },
    };
  }
}

/** What the busiest interval needs by the measured profile, faults or not. */
function peakNeed(file: string, interval_s: number, sources: TrialSources): Need {
  const set = [
    'faults=[]',
    `planner={policy: static-peak, interval_s: ${interval_s}, min_replicas: 0, max_replicas: 1000}`,
  ];
  const { ticks } = trailOf(file, set, sources);
  const { prefill = 1, decode = 1 } = ticks[0]?.targets ?? {};
  return [{ from_s: 0, prefill, decode }];
}
