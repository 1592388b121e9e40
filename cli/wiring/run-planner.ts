/** Composes the planner daemon: file, source, connector, record and pages; runs it until it is told to stop. */

import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { clockSince, Daemon, type LogForm, openSource, servePages, streamLog } from '../../live/index.js';
import {
  decisionRow,
  type ObservationEntry,
  openObservations,
  openRunDirectory,
  plannerPage,
  type RunRecorder,
  readObservations,
  type TableRow,
  type TickEntry,
  writeReport,
} from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LoadedScenario, loadPlannerFile, type PlannerFile } from '../../scenarios/index.js';
import { toolVersion } from '../tool-version.js';
import { openConnector, openLease } from './live-world.js';
import { describePlanner, type PlannerDescription } from './planner-parts.js';
import { runFolder } from './run-folder.js';

/** What the command line says of a planner daemon. */
export interface PlannerOptions {
  readonly file: string;
  readonly set: readonly string[];
  readonly out?: string | undefined;
  readonly advisory: boolean;
  readonly log: LogForm;
}

/** Rows of decisions that the live page keeps. */
const SHOWN_DECISIONS = 240;
const TIMELINE_START_S = 15;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Runs until a signal comes; then writes the record and its report and returns the report's path. */
export async function runPlanner(options: PlannerOptions): Promise<string> {
  const loaded = loadPlannerFile(options.file, options.set);
  const { scenario: spec, resolve } = loaded;
  const described = describePlanner(loaded, spec.prices);
  const { required, ...parts } = described.daemon;
  const directory = options.out ?? (spec.record === undefined ? runFolder(loaded.name) : resolve(spec.record));
  const earlier = earlierEntries(directory, parts.key);
  const log = streamLog(options.log);
  const recorder = openRecord(directory, options, loaded, described);
  const journal = openObservations(directory, { append: true });
  const decisions: TableRow[] = [];
  const source = openSource(spec.source, spec.planner.interval_s, resolve);
  const connector = openConnector(spec.connector, parts.replicas, resolve, ({ level, text }) => log.write(level, text));
  const daemon = new Daemon({
    ...parts,
    source,
    connector,
    advisory: options.advisory || spec.advisory || spec.connector.kind === 'advisory',
    rules: { window_s: parts.interval_s, maxAge_s: spec.source.max_age_s, required },
    watch_s: spec.watch_interval_s,
    log,
    clock: clockSince(performance.now()),
    sink: recorder.sink,
    journal,
    state: spec.state === undefined ? undefined : resolve(spec.state),
    lease: openLease(spec, resolve),
    onTick: (entry) => remember(decisions, entry),
  });
  daemon.restore(earlier);
  const server = await servePages(spec.listen, {
    metrics: () => parts.metrics.text(),
    health: () => daemon.health(),
    live: () => livePage(loaded, daemon, recorder, decisions),
  });
  log.write(
    'info',
    `Planner ${loaded.name}: figures from ${source.name}, workers by ${connector.name}, page ${server.url}/live`,
  );
  const stop = () => daemon.stop();
  for (const signal of SIGNALS) process.once(signal, stop);
  let status: 'complete' | 'failed' = 'failed';
  try {
    await daemon.run();
    status = 'complete';
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await Promise.all([server.close(), source.close(), connector.close()]);
    journal.close();
    recorder.sink.runEnd({ time_s: daemon.now_s() });
    recorder.close({ status, finishedAt: new Date(), traffic: OBSERVED });
  }
  return (await writeReport(directory)).html;
}

/** What an earlier process wrote down. Throws HR_OUTPUT_FAILED where it was of another configuration. */
function earlierEntries(directory: string, key: string): ObservationEntry[] {
  if (!existsSync(join(directory, 'observations.jsonl'))) return [];
  const entries = readObservations(directory);
  const started = entries.flatMap((entry) => ('start' in entry ? [entry.start] : []));
  if (started.every((start) => start.key === key)) return entries;
  throw new HeadroomError('HR_OUTPUT_FAILED', {
    at: { file: directory },
    message: 'holds the record of a planner with another policy, other pools or another promise',
    hint: 'Choose another directory with --out or record.',
  });
}

function openRecord(
  directory: string,
  options: PlannerOptions,
  { name, file, scenario }: LoadedScenario<PlannerFile>,
  { prices, profiles, inputs }: PlannerDescription,
): RunRecorder {
  return openRunDirectory(directory, {
    name,
    toolVersion: toolVersion(),
    command: ['planner', basename(options.file), ...options.set.flatMap((override) => ['--set', override])],
    scenario,
    seed: 0,
    inputs: [file, ...inputs],
    profiles,
    sla: scenario.sla,
    prices,
    requests: undefined,
    timelineInterval_s: TIMELINE_START_S,
    timelineMayCoarsen: true,
    startedAt: new Date(),
    live: true,
    keepsObservations: true,
  });
}

/** The planner sees sums of windows, no requests. */
const OBSERVED = {
  format: 'observed',
  rows_read: 0,
  rows_kept: 0,
  dropped: {},
  copies: 0,
  requests: 0,
  input_tokens: 0,
  output_tokens: 0,
  span_s: 0,
  transforms: [],
  warnings: [],
} as const;

function remember(decisions: TableRow[], entry: TickEntry): void {
  const cells = Object.assign({}, ...decisionRow(entry)) as Record<string, TableRow[string] | boolean>;
  decisions.push(cells as TableRow);
  if (decisions.length > SHOWN_DECISIONS) decisions.shift();
}

function livePage(
  { name, scenario }: LoadedScenario<PlannerFile>,
  daemon: Daemon,
  recorder: RunRecorder,
  decisions: readonly TableRow[],
): Promise<string> {
  const { summary, timeline } = recorder.soFar();
  const { leader, targets } = daemon.health() as unknown as { leader: boolean; targets: Record<string, number> };
  const counts = Object.entries(targets).map(([role, count]) => `${count} ${role}`);
  const standing = `${leader ? 'Leads' : 'Follows'}; last targets: ${counts.join(', ') || 'none yet'}; ${summary.scaling.decisions} ticks, ${summary.scaling.scale_ups} scale-ups, ${summary.scaling.scale_downs} scale-downs.`;
  const refresh_s = Math.max(2, scenario.watch_interval_s);
  return plannerPage({ name, standing, sla: summary.sla, timeline, decisions, refresh_s });
}
