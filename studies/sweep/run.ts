/** Runs a sweep: every point on every seed, in one lot so that no core waits. */
import { type LatencyHistograms, LogHistogram, meanInterval, meanOf, type Summary } from '../../reports/index.js';
import { type LoadedSweep, loadScenario } from '../../scenarios/index.js';
import type { TrialOutcome, TrialRunner, TrialSpec } from '../pool/trial-runner.js';
import { pointsOf, type SweepPoint } from './points.js';
import type { SweepResult, SweepRow } from './result.js';

/** How a sweep may be watched and ended. */
export interface SweepOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears of every run that has ended; `of` is the most that there can be. */
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** Throws what loading the scenario throws; a point that fails says so in its row. */
export async function runSweep(
  loaded: LoadedSweep,
  runner: TrialRunner,
  { signal, progress }: SweepOptions = {},
): Promise<SweepResult> {
  const { sweep, name } = loaded;
  const seeds = seedsOf(loaded);
  const points = pointsOf(sweep);
  const play = playWith(runner, { signal, progress }, points.length * seeds.length);
  const outcomes = await playPoints(loaded, points, seeds, play);
  const { description, stability } = sweep;
  return {
    name,
    ...(description !== undefined && { description }),
    axes: Object.keys(sweep.axes),
    seeds,
    rows: points.map(({ values }, i) => rowOf(values, outcomes[i]!)),
    ...(stability && { stability }),
  };
}

/**
 * Runs one of several parts of a sweep, for its journal: runs at positions `index`, `index + of`, …, or, where the first run of a
 * point decides on its others, whole points. Returns how many runs it has played or found, and how many of them failed.
 */
export async function runShard(
  loaded: LoadedSweep,
  runner: TrialRunner,
  { index, of }: { readonly index: number; readonly of: number },
  options: SweepOptions = {},
): Promise<{ readonly runs: number; readonly failed: number }> {
  const { sweep } = loaded;
  const seeds = seedsOf(loaded);
  const isOwn = (_: unknown, position: number) => position % of === index;
  const points = pointsOf(sweep);
  const ownPoints = points.filter(isOwn);
  const specs = points.flatMap((point) => seeds.map((seed) => specOf(loaded, point, seed))).filter(isOwn);
  const outcomes =
    sweep.give_up_below === undefined
      ? await playWith(runner, options, specs.length)(specs)
      : (await playPoints(loaded, ownPoints, seeds, playWith(runner, options, ownPoints.length * seeds.length))).flat();
  return { runs: outcomes.length, failed: outcomes.filter(({ failure }) => failure).length };
}

type Play = (specs: readonly TrialSpec[]) => Promise<TrialOutcome[]>;

/** `most`: how many runs there can be. */
function playWith(runner: TrialRunner, { signal, progress }: SweepOptions, most: number): Play {
  let done = 0;
  return (specs) => runner.run(specs, { signal, onOutcome: () => progress?.(++done, most) });
}

function seedsOf({ sweep, scenario }: LoadedSweep): number[] {
  const { seed } = loadScenario(scenario, sweep.set).scenario;
  return Array.from({ length: sweep.seeds }, (_, i) => seed + i);
}

function specOf({ sweep, scenario }: LoadedSweep, { sets }: SweepPoint, seed: number): TrialSpec {
  return { scenario, sets: [...sweep.set, ...sets], seed, histograms: true };
}

/** The outcomes of each point's runs; a point that is given up has one. */
async function playPoints(
  loaded: LoadedSweep,
  points: readonly SweepPoint[],
  seeds: readonly number[],
  play: Play,
): Promise<TrialOutcome[][]> {
  const { give_up_below } = loaded.sweep;
  const firsts = give_up_below === undefined ? [] : await play(points.map((point) => specOf(loaded, point, seeds[0]!)));
  const isHopeless = (i: number) => (firsts[i]?.summary?.attainment.overall ?? 1) < (give_up_below ?? 0);
  const rest = seeds.slice(firsts.length > 0 ? 1 : 0);
  const going = points.map((point, i) => (isHopeless(i) ? [] : rest.map((seed) => specOf(loaded, point, seed))));
  const others = (await play(going.flat())).values();
  return points.map((_, i) => [...firsts.slice(i, i + 1), ...going[i]!.map(() => others.next().value!)]);
}

function rowOf(values: SweepPoint['values'], outcomes: readonly TrialOutcome[]): SweepRow {
  const failure = outcomes.find((outcome) => outcome.failure)?.failure;
  if (failure) return { values, runs: 0, failure };
  const runs = outcomes.map(({ summary }) => summary!);
  const histograms = outcomes.flatMap((outcome) => (outcome.histograms ? [outcome.histograms] : []));
  const costs = runs.flatMap(({ cost }) => (cost ? [cost.usd] : []));
  const { mean: attainment, ci95 } = meanInterval(runs.map((run) => run.attainment.overall ?? 1));
  const mean = (pick: (summary: Summary) => number) => meanOf(runs.map(pick));
  return {
    values,
    runs: runs.length,
    attainment,
    ...(ci95 && { attainment_ci95: ci95 }),
    gpu_hours: mean(({ gpu_hours }) => gpu_hours.total),
    ...(costs.length === runs.length && { usd: meanOf(costs) }),
    ...quantiles(histograms, 'ttft_ms', 'ttft'),
    ...quantiles(histograms, 'tpot_ms', 'tpot'),
    requests: mean(({ requests }) => requests.offered),
    scale_changes: mean(changesOf),
    scale_changes_per_h: mean((run) => (changesOf(run) * 3600) / run.simulation!.simulated_s),
  };
}

function changesOf({ scaling }: Summary): number {
  return scaling.scale_ups + scaling.scale_downs;
}

function quantiles(
  histograms: readonly LatencyHistograms[],
  latency: keyof LatencyHistograms,
  name: 'ttft' | 'tpot',
): Partial<SweepRow> {
  const merged = new LogHistogram();
  for (const one of histograms) merged.merge(LogHistogram.fromState(one[latency]));
  if (merged.count === 0) return {};
  return {
    [`${name}_p50_ms`]: merged.quantile(0.5) * 1000,
    [`${name}_p99_ms`]: merged.quantile(0.99) * 1000,
  };
}
