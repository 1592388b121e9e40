/**
 * The cheapest planner settings that keep a promise, out of all combinations that the scenario lists: successive halving on
 * common random numbers. Every round runs what is left on more seeds and keeps the better half, those that keep the promise
 * by their cost before those that miss it by how far; the last few are held to seeds of their own, cheapest first.
 */
import type { Summary } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { PlanSpec } from '../../scenarios/index.js';
import type { TrialOutcome, TrialRunner } from '../pool/trial-runner.js';
import type { Seeds } from './answer.js';
import { lowerBound } from './confidence.js';

/** One combination of planner settings. */
export type Assignment = Readonly<Record<string, unknown>>;

/** How one combination did: means over its seeds. */
export interface SettingsStanding {
  readonly settings: Assignment;
  readonly attainment: number;
  /** What the true attainment exceeds with the asked confidence. */
  readonly atLeast: number;
  /** GPUs on average over the run, and dollars an hour where prices are known. */
  readonly meanGpus: number;
  readonly usdPerHour?: number;
  readonly goodRequestsPerSecond: number;
  readonly runs: number;
}

/** The settings that were found, and the runs behind them. */
export interface SettingsAnswer {
  readonly best?: SettingsStanding;
  /** The finalists on the seeds of the check, cheapest first. */
  readonly checked: readonly SettingsStanding[];
  readonly combinations: number;
  readonly runs: number;
}

/** Which combinations to try, on what. */
export interface SettingsQuestion {
  /** Path of the scenario file. */
  readonly scenario: string;
  /** Overrides that hold for every combination. */
  readonly sets: readonly string[];
  readonly plan: PlanSpec;
  readonly seeds: Seeds;
}

const FINALISTS = 5;
const MOST_COMBINATIONS = 10_000;

/** Throws HR_SCENARIO_INVALID for more combinations than anybody runs, and the error of a combination that cannot run. */
export async function cheapestSettings(
  question: SettingsQuestion,
  runner: TrialRunner,
  onRun: () => void = () => undefined,
): Promise<SettingsAnswer> {
  const { plan, seeds } = question;
  const all = combinations(plan.vary ?? {});
  let runs = 0;
  const run = async (settings: readonly Assignment[], on: readonly number[]) => {
    const summaries = await trials(question, settings, on, runner, () => {
      runs++;
      onRun();
    });
    return settings.map((one, i) => standingOf(one, summaries[i]!, plan.confidence));
  };
  let alive: readonly Assignment[] = all;
  for (let used = 1; used <= seeds.search.length; used *= 2) {
    const standings = (await run(alive, seeds.search.slice(0, used))).sort(by(plan, ({ attainment }) => attainment));
    const keep = Math.max(FINALISTS, Math.ceil(standings.length / 2));
    alive = standings.slice(0, keep).map(({ settings }) => settings);
  }
  const checked = (await run(alive.slice(0, FINALISTS), seeds.check)).sort(by(plan, ({ atLeast }) => atLeast));
  const best = checked.find(({ atLeast }) => atLeast >= plan.attainment);
  return { checked, combinations: all.length, runs, ...(best && { best }) };
}

async function trials(
  { scenario, sets }: SettingsQuestion,
  settings: readonly Assignment[],
  seeds: readonly number[],
  runner: TrialRunner,
  onOutcome: () => void,
): Promise<Summary[][]> {
  const specs = settings.flatMap((one) => {
    return seeds.map((seed) => ({ scenario, sets: [...sets, ...assigned(one)], seed }));
  });
  const outcomes = await runner.run(specs, { onOutcome });
  return settings.map((_, i) => outcomes.slice(i * seeds.length, (i + 1) * seeds.length).map(summaryOf));
}

/** As overrides of a scenario. */
export function assigned(settings: Assignment): string[] {
  return Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}

function summaryOf({ summary, failure }: TrialOutcome): Summary {
  if (summary) return summary;
  throw new HeadroomError(failure!.code, { message: failure!.message });
}

function standingOf(settings: Assignment, summaries: readonly Summary[], confidence: number): SettingsStanding {
  const mean = (pick: (summary: Summary) => number) =>
    summaries.reduce((sum, summary) => sum + pick(summary), 0) / summaries.length;
  const hours = (summary: Summary) => summary.simulation!.simulated_s / 3600;
  const attainments = summaries.map(({ attainment }) => attainment.overall ?? 0);
  const priced = summaries.every(({ cost }) => cost !== undefined);
  return {
    settings,
    attainment: mean(({ attainment }) => attainment.overall ?? 0),
    atLeast: lowerBound(attainments, confidence),
    meanGpus: mean((summary) => summary.gpu_hours.total / hours(summary)),
    ...(priced && { usdPerHour: mean((summary) => summary.cost!.usd / hours(summary)) }),
    goodRequestsPerSecond: mean(({ goodput }) => goodput.requests_per_s),
    runs: summaries.length,
  };
}

/** Those that keep the promise first, best first; then the others, nearest first. */
function by(plan: PlanSpec, attainment: (standing: SettingsStanding) => number) {
  return (a: SettingsStanding, b: SettingsStanding): number => {
    const [kept, also] = [attainment(a) >= plan.attainment, attainment(b) >= plan.attainment];
    if (kept !== also) return kept ? -1 : 1;
    return kept ? scoreOf(a, plan) - scoreOf(b, plan) : attainment(b) - attainment(a);
  };
}

/** Less is better. */
function scoreOf({ meanGpus, usdPerHour, goodRequestsPerSecond }: SettingsStanding, { objective }: PlanSpec): number {
  switch (objective) {
    case 'gpus':
      return meanGpus;
    case 'usd':
      return usdPerHour ?? meanGpus;
    case 'goodput_per_gpu':
      return -goodRequestsPerSecond / meanGpus;
  }
}

/** Every combination of the listed values. */
export function combinations(vary: Readonly<Record<string, readonly unknown[]>>): Assignment[] {
  const count = Object.values(vary).reduce((product, values) => product * values.length, 1);
  if (count > MOST_COMBINATIONS) {
    throw new HeadroomError('HR_SCENARIO_INVALID', {
      message: `plan.vary: ${count} combinations, more than ${MOST_COMBINATIONS}`,
      hint: 'List fewer values, or sample the space with `headroom sweep`.',
    });
  }
  let all: Assignment[] = [{}];
  for (const [path, values] of Object.entries(vary)) {
    all = all.flatMap((one) => values.map((value) => ({ ...one, [path]: value })));
  }
  return all;
}
