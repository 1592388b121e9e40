/** `--find`: trials at different loads, each a run record of its own, until the limit, the knee or the whole curve is known. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findKnee, findLimit, type SweepStep, sweep } from '../../loadgen/index.js';
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
import { runOnce } from './bench-run.js';
import { type BenchOptions, type BenchSession, openBench } from './bench-session.js';
import type { FinishedBench } from './run-bench.js';
import { runFolder } from './run-folder.js';

/** What a search looks for. */
export type Goal = 'max-rate' | 'max-concurrency' | 'knee' | 'sweep';

type Schedule = BenchSpec['schedule'];

/** A trial as search.json tells it. */
interface TrialFigures {
  /** Requests/s or clients, as the schedule says. */
  readonly load: number;
  readonly schedule: 'rate' | 'concurrency';
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
  if (goal.startsWith('max-') && sla.ttft_ms === undefined && sla.tpot_ms === undefined && sla.e2e_ms === undefined) {
    throw new HeadroomError('HR_SCENARIO_INVALID', { message: `sla: --find ${goal} needs a bound to meet` });
  }
  const directory = options.out ?? runFolder(session.loaded.name);
  const search = new Search(session, goal, directory, progress);
  const best = await search.run();
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
    valid: goal === 'sweep' ? trials.every(({ valid }) => valid) : (best?.valid ?? false),
    terminal: `${searchTable(goal, trials, best)}${terminalReport(record, { width, report: html, today: new Date() })}`,
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

  /** The trial that is the answer, where there is one. */
  run(): Promise<TrialFigures | undefined> {
    if (this.goal === 'sweep') return this.sweep();
    return this.goal === 'knee' ? this.knee() : this.limit();
  }

  private async limit(): Promise<TrialFigures | undefined> {
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

  private async knee(): Promise<TrialFigures | undefined> {
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

  /** The largest rate that met the SLA, where there is one to meet. */
  private async sweep(): Promise<TrialFigures | undefined> {
    const { rates, attainment } = this.session.config.bench.find;
    await sweep(
      async (step) => {
        const trial = await this.attemptStep(step);
        if (trial) this.trials.push(trial);
        return trial;
      },
      { rates },
    );
    return this.trials.findLast(
      (trial) => trial.schedule === 'rate' && trial.valid && (trial.attainment ?? 0) >= attainment,
    );
  }

  private attemptStep(step: SweepStep): Promise<TrialFigures | undefined> {
    const { trial_s, saturating_clients } = this.session.config.bench.find;
    if (step.kind === 'rate') return this.attempt(step.rps, rate('constant', step.rps, trial_s));
    const clients = step.kind === 'synchronous' ? 1 : saturating_clients;
    return this.attempt(clients, concurrency(clients, trial_s));
  }

  private scheduleOf(load: number): Schedule {
    const { trial_s } = this.session.config.bench.find;
    return this.goal === 'max-rate' ? rate('poisson', load, trial_s) : concurrency(load, trial_s);
  }

  /** One trial; `undefined` when it was interrupted. */
  private async attempt(load: number, schedule = this.scheduleOf(load)): Promise<TrialFigures | undefined> {
    const directory = join(this.directory, 'trials', `${String(this.trials.length + 1).padStart(2, '0')}-${load}`);
    const watcher = this.goal === 'max-rate' ? missWatcher(this.session, load) : undefined;
    const { summary, interrupted } = await runOnce(this.session, schedule, directory, this.progress, watcher);
    this.last = summary;
    this.interrupted = interrupted;
    if (interrupted) return undefined;
    const { overall } = summary.attainment;
    process.stderr.write(`${load}: attainment ${overall === undefined ? '–' : overall.toFixed(4)}\n`);
    return {
      load,
      schedule: schedule.kind === 'rate' ? 'rate' : 'concurrency',
      directory: relative(this.directory, directory),
      valid: summary.client!.valid,
      ...(overall !== undefined && { attainment: overall }),
      requests_per_s: throughputOf(summary),
      ...(summary.ttft_ms && { ttft_p99_ms: summary.ttft_ms.p99 }),
      ...(summary.e2e_ms && { e2e_mean_ms: summary.e2e_ms.mean }),
    };
  }
}

/** Requests/s of the steady window; of the whole trial where the warm-up leaves no window. */
function throughputOf({ client, throughput }: Summary): number {
  return client!.steady.requests > 0 ? client!.steady.requests_per_s : throughput.requests_per_s;
}

function rate(process: 'constant' | 'poisson', rps: number, duration_s: number): Schedule {
  return { kind: 'rate', process, shape: 1, stages: [{ duration_s, rps }] };
}

function concurrency(clients: number, duration_s: number): Schedule {
  return { kind: 'concurrency', clients, ramp_s: 0, duration_s };
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

const NOTHING_FOUND: Readonly<Record<Goal, string>> = {
  'max-rate': 'no load met the goal',
  'max-concurrency': 'no load met the goal',
  knee: 'none found',
  sweep: 'no rate met the SLA',
};

function searchTable(goal: Goal, trials: readonly TrialFigures[], best: TrialFigures | undefined): string {
  const loadText = ({ load, schedule }: TrialFigures) =>
    `${String(load).padStart(8)} ${(schedule === 'rate' ? 'requests/s' : 'clients').padEnd(10)}`;
  const rows = trials.map((trial) => {
    const { attainment, requests_per_s, ttft_p99_ms, ok, valid } = trial;
    const met = attainment === undefined ? '–' : `${(attainment * 100).toFixed(1)} %`;
    const ttft = ttft_p99_ms === undefined ? '' : `TTFT p99 ${ttft_p99_ms.toFixed(1).padStart(8)} ms  `;
    const mark = trial === best ? '← ' : '';
    return `  ${loadText(trial)}  ${met.padStart(8)}  ${requests_per_s.toFixed(2).padStart(9)}/s  ${ttft}${mark}${valid ? (ok === false ? 'missed' : '') : 'client too slow'}`;
  });
  const found = best ? `${goal}: ${loadText(best).trim()}` : `${goal}: ${NOTHING_FOUND[goal]}`;
  return `\n${found}\n\n${rows.join('\n')}\n`;
}
