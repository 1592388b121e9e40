/** Merges the records of a load that several machines sent into one record, as if one machine had sent it all. */
import { resolve } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { SlaSpec } from '../../scenarios/index.js';
import { mergeHealth } from '../measure/client-health.js';
import type { ClientHealth, SegmentHealth } from '../record/events.js';
import { rowFormat } from '../record/row-format.js';
import { openRunDirectory } from '../record/run-directory.js';
import type { RunStatus, SegmentOf } from '../record/run-file.js';
import type { Summary } from '../record/summary.js';
import { type Part, readParts, segmentName } from './parts.js';
import { type Ending, retell } from './retell.js';

/** How to merge, and what the record of the whole tells of it. */
export interface MergeOptions {
  /** Segments may be missing; the merged run is invalid then. */
  readonly isPartial: boolean;
  readonly toolVersion: string;
  /** The command line for the record. */
  readonly command: readonly string[];
}

/** What of a live scenario shapes its record. */
interface RecordedScenario {
  readonly sla: SlaSpec;
  readonly run: { readonly requests: 'csv' | 'parquet' | 'none'; readonly timeline_interval_s?: number };
}

/**
 * Writes the record of the whole to `directory`: the parts' events are told again in order of time, token gaps come from merged
 * histograms. A part that is invalid makes the whole so. Throws HR_RECORD_INVALID, HR_OUTPUT_FAILED.
 */
export async function mergeRuns(
  directories: readonly string[],
  directory: string,
  { isPartial, toolVersion, command }: MergeOptions,
): Promise<Summary> {
  refuseOwnPart(directories, directory);
  const { present, missing } = readParts(directories, isPartial);
  const { run } = present[0]!;
  const { sla, run: recorded } = run.scenario as RecordedScenario;
  const recorder = openRunDirectory(directory, {
    name: run.name,
    toolVersion,
    command,
    scenario: run.scenario,
    seed: run.seed,
    inputs: [...run.inputs.filter(({ name }) => name !== run.traffic.file?.name), ...present.map(partInput)],
    profiles: run.profiles,
    sla,
    prices: run.prices,
    requests: await rowFormat(recorded.requests),
    timelineInterval_s: Math.max(...present.map((part) => part.run.timeline_interval_s)),
    timelineMayCoarsen: recorded.timeline_interval_s === undefined,
    startedAt: new Date(Math.min(...present.map((part) => Date.parse(part.run.wallClock.started_at)))),
    ...(run.wallClock.start_at !== undefined && { startAt: new Date(run.wallClock.start_at) }),
    live: true,
  });
  const endings = await retell(
    present.map((part) => part.directory),
    recorder.sink,
  );
  for (const { gaps } of endings) recorder.mergeGaps(gaps);
  const client = healthOf(endings, [...present.map(segmentHealth), ...missing.map(missingHealth)]);
  recorder.sink.runEnd({ time_s: Math.max(...endings.map(({ end }) => end.time_s)), ...(client && { client }) });
  return recorder.close({ status: statusOf(present), finishedAt: new Date(), traffic: run.traffic });
}

/** Opening the directory of a part for writing would empty it. */
function refuseOwnPart(directories: readonly string[], directory: string): void {
  if (!directories.some((part) => resolve(part) === resolve(directory))) return;
  throw new HeadroomError('HR_OUTPUT_FAILED', {
    at: { file: directory },
    message: 'is one of the segments',
    hint: 'Choose a new directory with --out.',
  });
}

/** What a part told is an input of the whole. */
function partInput({ segment, run }: Part): { name: string; sha256: string } {
  return { name: `segment ${segmentName(segment)}`, sha256: run.event_log_sha256 };
}

/** `undefined` where no part knows how it fared. */
function healthOf(endings: readonly Ending[], segments: readonly SegmentHealth[]): ClientHealth | undefined {
  const healths = endings.flatMap(({ end }) => (end.client ? [end.client] : []));
  if (healths.length === 0) return undefined;
  return { ...mergeHealth(healths), segments };
}

function segmentHealth({ segment, run, summary: { client, requests } }: Part): SegmentHealth {
  const faults = run.status === 'complete' ? [] : [`its run is ${run.status}`];
  return {
    segment: segmentName(segment),
    offered: requests.offered,
    valid: (client?.valid ?? false) && faults.length === 0,
    faults: [...faults, ...(client?.faults ?? ['nobody watched its client'])],
    utilization: client?.utilization,
    latenessP99_ms: client?.lateness_ms?.p99,
    clock: run.wallClock.clock,
  };
}

function missingHealth(segment: SegmentOf): SegmentHealth {
  return { segment: segmentName(segment), offered: 0, valid: false, faults: ['no record of it'] };
}

/** The worst of the parts. */
function statusOf(parts: readonly Part[]): RunStatus {
  const statuses = parts.map(({ run }) => run.status);
  return (['failed', 'interrupted'] as const).find((status) => statuses.includes(status)) ?? 'complete';
}
