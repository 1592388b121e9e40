/** Runs a sweep: every point on every seed, in one lot so that no core waits. */
import { type LatencyHistograms, LogHistogram, meanInterval, meanOf, type Summary } from '../../reports/index.js';
import { type LoadedSweep, loadScenario } from '../../scenarios/index.js';
import type { TrialFailure, TrialOutcome, TrialRunner, TrialSpec } from '../pool/trial-runner.js';
import type { StabilitySpec } from './cliff.js';
import { pointsOf, type SweepPoint } from './points.js';

/** A point over its seeds. Means, but latencies: those are quantiles of all its requests together. */
export interface SweepRow {
  readonly values: SweepPoint['values'];
  readonly runs: number;
  readonly failure?: TrialFailure;
  readonly attainment?: number;
  readonly attainment_ci95?: readonly [number, number];
  readonly gpu_hours?: number;
  readonly usd?: number;
  readonly ttft_p50_ms?: number;
  readonly ttft_p99_ms?: number;
  readonly tpot_p50_ms?: number;
  readonly tpot_p99_ms?: number;
  readonly requests?: number;
  readonly scale_changes?: number;
  readonly scale_changes_per_h?: number;
}

export interface SweepResult {
  readonly name: string;
  readonly description?: string;
  readonly axes: readonly string[];
  readonly seeds: readonly number[];
  readonly rows: readonly SweepRow[];
  readonly stability?: StabilitySpec;
}

export interface SweepOptions {
  readonly signal?: AbortSignal;
  /** Hears of every run that has ended; `of` is the most that there can be. */
  progress?(done: number, of: number): void;
}

/** Throws what loading the scenario throws; a point that fails says so in its row. */
export async function runSweep(
  { sweep, name, scenario }: LoadedSweep,
  runner: TrialRunner,
  { signal, progress }: SweepOptions = {},
): Promise<SweepResult> {
  const { seed } = loadScenario(scenario, sweep.set).scenario;
  const seeds = Array.from({ length: sweep.seeds }, (_, i) => seed + i);
  const points = pointsOf(sweep);
  let done = 0;
  const play = (specs: readonly TrialSpec[]) =>
    runner.run(specs, { signal, onOutcome: () => progress?.(++done, points.length * seeds.length) });
  const specOf = ({ sets }: SweepPoint, of: number): TrialSpec => ({
    scenario,
    sets: [...sweep.set, ...sets],
    seed: of,
    histograms: true,
  });
  const firsts = sweep.give_up_below === undefined ? [] : await play(points.map((point) => specOf(point, seeds[0]!)));
  const isHopeless = (i: number) => (firsts[i]?.summary?.attainment.overall ?? 1) < (sweep.give_up_below ?? 0);
  const rest = seeds.slice(firsts.length > 0 ? 1 : 0);
  const going = points.map((point, i) => (isHopeless(i) ? [] : rest.map((of) => specOf(point, of))));
  const others = (await play(going.flat())).values();
  const rows = points.map(({ values }, i) => {
    const own = [...firsts.slice(i, i + 1), ...going[i]!.map(() => others.next().value!)];
    return rowOf(values, own);
  });
  const { description, stability } = sweep;
  return {
    name,
    ...(description !== undefined && { description }),
    axes: Object.keys(sweep.axes),
    seeds,
    rows,
    ...(stability && { stability }),
  };
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
