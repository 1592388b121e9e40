/** A live run: load, record, report and summary. */
import { readRun, teeSinks, terminalReport, writeReport } from '../../reports/index.js';
import type { Progress } from '../progress.js';
import { type RunWatcher, runOnce } from './bench-run.js';
import { type BenchOptions, openBench } from './bench-session.js';
import { openJsonl } from './jsonl-sink.js';
import { runFolder } from './run-folder.js';
import type { FinishedRun } from './run-scenario.js';

/** A bench that has ended. */
export interface FinishedBench extends FinishedRun {
  /** False when the client, not the server, was measured. */
  readonly valid: boolean;
}

/** Drives a live target with a scenario's traffic. `onlooker` sees the run while it goes on. */
export async function runBench(
  options: BenchOptions,
  progress: Progress,
  onlooker: RunWatcher = {},
): Promise<FinishedBench> {
  const session = await openBench(options);
  const directory = options.out ?? runFolder(session.loaded.name);
  const jsonl = options.jsonl === undefined ? undefined : openJsonl(options.jsonl, session.loaded.scenario.sla);
  const watcher = jsonl ? { ...onlooker, sink: teeSinks(jsonl, onlooker.sink ?? {}) } : onlooker;
  const { schedule, model } = session.config.bench;
  // a load without a planner does not wait for the live world to be loaded
  const planner =
    options.planner &&
    (await import('./bench-planner.js')).openBenchPlanner(options.planner, session.loaded, model, options.url);
  const { summary, interrupted } = await runOnce(session, schedule, directory, progress, watcher, planner);
  await planner?.close();
  jsonl?.close();
  const { html } = await writeReport(directory);
  const width = process.stdout.columns ?? 100;
  return {
    summary,
    interrupted,
    valid: summary.client?.valid ?? false,
    terminal: terminalReport(readRun(directory), { width, report: html, today: new Date() }),
  };
}
