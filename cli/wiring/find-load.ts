/** `--find`: trials at different loads, each a run record of its own, until the limit or the knee is known. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findKnee, findLimit } from '../../loadgen/index.js';
import {
  judge,
  latencies,
  type RunSink,
  readRun,
  type Summary,
  terminalReport,
  writeReport,
} from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { BenchSpec, SlaSpec } from '../../scenarios/index.js';
import type { Progress } from '../progress.js';
import { type BenchOptions, type BenchSession, openBench, runOnce } from './bench-session.js';
import type { FinishedBench } from './run-bench.js';

export type Goal = 'max-rate' | 'max-concurrency' | 'knee';

/** A trial as search.json tells it. */
interface TrialFigures {
  readonly load: number;
  readonly directory: string;
  readonly ok?: boolean;
  readonly valid: boolean;
  readonly attainment?: number;
  readonly requests_per_s: number;
  readonly ttft_p99_ms?: number;
  readonly e2e_mean_ms?: number;
}

/** Searches, writes `search.json`, and reports the trial at the limit. Throws HR_SCENARIO_INVALID without an SLA to meet. */
export async function findLoad(goal: Goal, options: BenchOptions, progress: Progress): Promise<FinishedBench> {
  const session = await openBench(options);
  const { sla } = session.loaded.scenario;
  if (goal !== 'knee' && sla.ttft_ms === undefined && sla.tpot_ms === undefined && sla.e2e_ms === undefined) {
    throw new HeadroomError('HR_SCENARIO_INVALID', { message: `sla: --find ${goal} needs a bound to meet` });
  }
  const directory = options.out ?? join('runs', session.loaded.name);
  const search = new Search(session, goal, directory, progress);
  const best = goal === 'knee' ? await search.knee() : await search.limit();
  const trials = search.trials;
  writeFileSync(
    join(directory, 'search.json'),
    `${JSON.stringify({ find: goal, ...(best && { best }), trials }, null, 2)}\n`,
  );
  const shown = best ?? trials.at(-1);
  if (!shown) return { summary: search.last!, interrupted: true, valid: false, terminal: 'No trial was finished.\n' };
  const shownDirectory = join(directory, shown.directory);
  const { html } = await writeReport(shownDirectory);
  const record = readRun(shownDirectory);
  const width = process.stdout.columns ?? 100;
  return {
    summary: record.summary,
    interrupted: search.interrupted,
    valid: best?.valid ?? false,
    terminal: `${searchTable(goal, trials, best)}${terminalReport(record, { width, report: html })}`,
  };
}

class Search {
  readonly trials: TrialFigures[] = [];
  interrupted = false;
  last: Summary | undefined;

  constructor(
    private readonly session: BenchSession,
    private readonly goal: Goal,
    private readonly directory: string,
    private readonly progress: Progress,
  ) {}

  async limit(): Promise<TrialFigures | undefined> {
    const { from, most, resolution, attainment } = this.session.config.bench.find;
    const { best } = await findLimit(
      async (load) => {
        const trial = await this.attempt(load);
        if (!trial) return undefined;
        const ok = trial.valid && (trial.attainment ?? 0) >= attainment;
        const result = { ...trial, ok };
        this.trials.push(result);
        return { ok, result };
      },
      { from, most, resolution, whole: this.goal === 'max-concurrency' },
    );
    return best?.result;
  }

  async knee(): Promise<TrialFigures | undefined> {
    const { most } = this.session.config.bench.find;
    const { knee } = await findKnee(
      async (load) => {
        const trial = await this.attempt(load);
        if (!trial) return undefined;
        this.trials.push(trial);
        return { requests_per_s: trial.requests_per_s, mean_s: (trial.e2e_mean_ms ?? 0) / 1000, result: trial };
      },
      { from: 1, most },
    );
    return knee?.result;
  }

  /** One trial; `undefined` when it was interrupted. */
  private async attempt(load: number): Promise<TrialFigures | undefined> {
    const directory = join(this.directory, 'trials', `${String(this.trials.length + 1).padStart(2, '0')}-${load}`);
    const watcher = this.goal === 'max-rate' ? missWatcher(this.session, load) : undefined;
    const schedule = scheduleOf(this.goal, load, this.session.config.bench.find.trial_s);
    const { summary, interrupted } = await runOnce(this.session, schedule, directory, this.progress, watcher);
    this.last = summary;
    this.interrupted = interrupted;
    if (interrupted) return undefined;
    const { overall } = summary.attainment;
    process.stderr.write(`${load}: attainment ${overall === undefined ? '–' : overall.toFixed(4)}\n`);
    return {
      load,
      directory: relative(this.directory, directory),
      valid: summary.client!.valid,
      ...(overall !== undefined && { attainment: overall }),
      requests_per_s: summary.client!.steady.requests_per_s,
      ...(summary.ttft_ms && { ttft_p99_ms: summary.ttft_ms.p99 }),
      ...(summary.e2e_ms && { e2e_mean_ms: summary.e2e_ms.mean }),
    };
  }
}

function scheduleOf(goal: Goal, load: number, trial_s: number): BenchSpec['schedule'] {
  return goal === 'max-rate'
    ? { kind: 'rate', process: 'poisson', shape: 1, stages: [{ duration_s: trial_s, rps: load }] }
    : { kind: 'concurrency', clients: load, ramp_s: 0, duration_s: trial_s };
}

/** Ends a trial of a rate that can no longer reach its goal: more have missed than may of all that will come. */
function missWatcher({ loaded, config }: BenchSession, rps: number) {
  const { attainment, trial_s } = config.bench.find;
  const mayMiss = Math.max(1, (1 - attainment) * rps * trial_s * EARLY_STOP_MARGIN);
  const sla: SlaSpec = loaded.scenario.sla;
  let missed = 0;
  const sink: Partial<RunSink> = {
    requestEnd: (end) => {
      if (judge(end, latencies(end), sla).all === false) missed++;
    },
  };
  return { sink, isHopeless: () => missed > mayMiss };
}

/** A Poisson trial may hold more requests than rate × time. */
const EARLY_STOP_MARGIN = 1.5;

function searchTable(goal: Goal, trials: readonly TrialFigures[], best: TrialFigures | undefined): string {
  const unit = goal === 'max-rate' ? 'requests/s' : 'clients';
  const rows = trials.map(({ load, attainment, requests_per_s, ok, valid }) => {
    const met = attainment === undefined ? '–' : `${(attainment * 100).toFixed(1)} %`;
    const mark = load === best?.load ? '← ' : '';
    return `  ${String(load).padStart(8)} ${unit}  ${met.padStart(8)}  ${requests_per_s.toFixed(2).padStart(9)}/s  ${mark}${valid ? (ok === false ? 'missed' : '') : 'client too slow'}`;
  });
  const found = best ? `${goal}: ${best.load} ${unit}` : `${goal}: no load met the goal`;
  return `\n${found}\n\n${rows.join('\n')}\n`;
}
