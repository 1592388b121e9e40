/**
 * Writes a run record: the tables of requests, decisions and workers while the run goes on, the rest when it is closed.
 * Closing works at any moment, so what was measured survives an interrupt. A file of zeros holds room for the closing files, so that it survives a full disk too.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { InputFile, Prices, SlaSpec } from '../../scenarios/index.js';
import type { CauseContext } from '../measure/causes/cause.js';
import { MissCauses } from '../measure/causes/miss-causes.js';
import type { HistogramState } from '../measure/log-histogram.js';
import { SummarySink } from '../measure/summary-sink.js';
import { TimelineSink } from '../measure/timeline-sink.js';
import { CsvFile } from './csv-file.js';
import { createEventHash } from './event-hash.js';
import type { RunSink } from './events.js';
import { GrowingCsv } from './growing-csv.js';
import { OBSERVATIONS_FILE } from './observation-file.js';
import type { TableRow } from './read-run.js';
import { REGRET_FILE } from './regret-file.js';
import type { RowFormat } from './row-format.js';
import type { ClockReading, RunFile, RunStatus, SegmentOf } from './run-file.js';
import { openSegmentFile, SEGMENT_FILE } from './segment-file.js';
import type { Summary } from './summary.js';
import {
  CLIENT_COLUMNS,
  clientCells,
  DECISION_COLUMNS,
  decisionRow,
  REQUEST_COLUMNS,
  requestRow,
  WORKER_COLUMNS,
  workerRow,
} from './tables.js';
import { teeSinks } from './tee.js';
import { attempt } from './whole-pieces.js';

/** What a record must be told of its run when it begins. */
export interface RunMeta {
  readonly name: string;
  readonly toolVersion: string;
  /** The command line as typed. */
  readonly command: readonly string[];
  /** The scenario with every default filled in. */
  readonly scenario: unknown;
  readonly seed: number;
  readonly inputs: readonly InputFile[];
  readonly profiles: RunFile['profiles'];
  readonly sla: SlaSpec;
  readonly prices: Prices;
  /** Form of the rows of single requests; absent: they are left out. */
  readonly requests: RowFormat | undefined;
  readonly timelineInterval_s: number;
  /** The interval is only where to begin: it grows with a run of unknown length. */
  readonly timelineMayCoarsen: boolean;
  readonly startedAt: Date;
  /** What misses are explained from; absent where nobody can know. */
  readonly causes?: CauseContext;
  /** A live run: requests.csv also tells what the client saw. */
  readonly live?: boolean;
  /** The run is a part of a load: segment.jsonl keeps it for {@link mergeRuns}. */
  readonly segment?: SegmentOf | undefined;
  readonly startAt?: Date | undefined;
  readonly clock?: ClockReading | undefined;
  /** The run goes on with the observations that the directory has. */
  readonly keepsObservations?: boolean;
}

/** The record of a run that goes on. */
export interface RunRecorder {
  readonly sink: RunSink;
  /** Adds token gaps of another recorder, seconds. */
  mergeGaps(gaps: HistogramState): void;
  /** The figures and the timeline so far. */
  soFar(): { readonly summary: Summary; readonly timeline: readonly TableRow[] };
  /** Writes what is left. `traffic`: its provenance, known by now; `traceInput`: the trace file, if there was one. */
  close(end: { status: RunStatus; finishedAt: Date; traffic: RunFile['traffic'] }): Summary;
}

const RUN_FILE = 'run.json';
const ROW_FILES = ['requests.csv', 'requests.parquet'];
const BALLAST_FILE = '.reserved';
const BALLAST_BYTES = 1 << 20;

/** Prepares a directory for a run. Refuses one that holds anything but a run record (HR_OUTPUT_FAILED). */
export function openRunDirectory(directory: string, meta: RunMeta): RunRecorder {
  prepare(directory, meta.keepsObservations ?? false);
  const ballast = join(directory, BALLAST_FILE);
  attempt(ballast, () => writeFileSync(ballast, Buffer.alloc(BALLAST_BYTES)));
  const columns = [...REQUEST_COLUMNS, ...(meta.live ? CLIENT_COLUMNS : [])];
  const requests = meta.requests?.open(join(directory, `requests.${meta.requests.ending}`), columns);
  const decisions = new GrowingCsv(join(directory, 'decisions.csv'));
  const workers = new GrowingCsv(join(directory, 'workers.csv'));
  const segment = meta.segment && openSegmentFile(directory);
  const hash = createEventHash();
  const causes = new MissCauses(meta.sla, meta.causes);
  const summary = new SummarySink(meta.sla, meta.prices, causes);
  const timeline = new TimelineSink(meta.timelineInterval_s, meta.sla, meta.prices, meta.timelineMayCoarsen, causes);
  const rows: Partial<RunSink> = {
    ...(requests && {
      requestEnd: (end) => requests.add([...requestRow(end, meta.sla, causes), ...(meta.live ? clientCells(end) : [])]),
    }),
    tick: (event) => decisions.add(decisionRow(event)),
    workerEnd: (end) => workers.add(workerRow(end)),
  };
  return {
    sink: teeSinks(causes.sink, hash, summary, timeline, rows, segment?.sink ?? {}),
    mergeGaps: (gaps) => summary.mergeGaps(gaps),
    soFar: () => ({ summary: summary.summary(''), timeline: timeline.rows() }),
    close: ({ status, finishedAt, traffic }) => {
      rmSync(ballast, { force: true });
      const figures = summary.summary(hash.digest());
      requests?.close();
      segment?.close(summary.histograms().itl_ms);
      decisions.close(DECISION_COLUMNS);
      workers.close(WORKER_COLUMNS);
      writeTimeline(join(directory, 'timeline.csv'), timeline);
      writeJson(join(directory, 'summary.json'), figures);
      writeJson(
        join(directory, RUN_FILE),
        runFile({ ...meta, timelineInterval_s: timeline.interval_s }, status, finishedAt, traffic, figures),
      );
      return figures;
    },
  };
}

function prepare(directory: string, keepsObservations: boolean): void {
  attempt(directory, () => mkdirSync(directory, { recursive: true }));
  const entries = attempt(directory, () => readdirSync(directory));
  const isOurs = [RUN_FILE, BALLAST_FILE, ...ROW_FILES].some((name) => entries.includes(name));
  if (entries.length === 0 || isOurs) {
    // an older run's rows may be of another form, and its planner may have been another
    for (const name of [...ROW_FILES, REGRET_FILE, SEGMENT_FILE]) rmSync(join(directory, name), { force: true });
    if (!keepsObservations) rmSync(join(directory, OBSERVATIONS_FILE), { force: true });
    return;
  }
  throw new HeadroomError('HR_OUTPUT_FAILED', {
    at: { file: directory },
    message: 'the directory is not empty and holds no run record',
    hint: 'Choose an empty or a new directory with --out.',
  });
}

function runFile(
  meta: RunMeta,
  status: RunStatus,
  finishedAt: Date,
  traffic: RunFile['traffic'],
  figures: Summary,
): RunFile {
  return {
    schema: 'headroom-run/1',
    tool: { name: 'llm-headroom', version: meta.toolVersion },
    name: meta.name,
    status,
    command: meta.command,
    seed: meta.seed,
    inputs: traffic.file ? [...meta.inputs, traffic.file] : meta.inputs,
    traffic,
    profiles: meta.profiles,
    prices: meta.prices,
    timeline_interval_s: meta.timelineInterval_s,
    event_log_sha256: figures.event_log_sha256,
    scenario: meta.scenario,
    segment: meta.segment,
    wallClock: {
      started_at: meta.startedAt.toISOString(),
      elapsed_s: (finishedAt.getTime() - meta.startedAt.getTime()) / 1000,
      start_at: meta.startAt?.toISOString(),
      clock: meta.clock,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    },
  };
}

function writeTimeline(path: string, timeline: TimelineSink): void {
  const rows = timeline.rows();
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const file = new CsvFile(path, columns);
  for (const row of rows) file.add(columns.map((column) => row[column]));
  file.close();
}

function writeJson(path: string, value: unknown): void {
  attempt(path, () => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`));
}
