/** From a scenario's `traffic` to the requests of a run, and the account of what became of every row. */
import { basename } from 'node:path';
import { HeadroomError } from '../errors/index.js';
import { randomStream } from '../random/index.js';
import type { TrafficSpec } from '../schema/traffic.js';
import { readAzure } from './azure.js';
import { dequantise } from './dequantise.js';
import { generate } from './generate.js';
import { type FileReading, fileSha256, openLines } from './lines.js';
import { readMooncake } from './mooncake.js';
import type { TrafficRequest } from './request.js';
import type { ImportLog, TraceRow } from './trace-row.js';
import { cutWindow, rebase, scaleRate } from './transforms.js';

/** What the traffic was, for the run record; complete once it has been read to its end. */
export interface TrafficProvenance {
  /** `imported`: another tool's result. */
  readonly format: TrafficSpec['format'] | 'imported';
  readonly file?: { readonly name: string; readonly sha256: string };
  readonly attribution?: string;
  readonly rows_read: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly span_s: number;
  readonly transforms: readonly string[];
  readonly warnings: readonly string[];
}

export interface Traffic {
  /** The requests that wait for nobody (open loop, and first turns of sessions), once, in order of arrival. */
  readonly requests: Iterable<TrafficRequest>;
  /**
   * What a client sends after a request of it has ended at `time_s`, whatever its outcome; `undefined` when nothing.
   * The method is absent where no request waits for another.
   */
  next?(ended: { readonly sessionId?: string; readonly id: number }, time_s: number): TrafficRequest | undefined;
  /** How long the traffic lasts, where that is known before it is read. */
  readonly duration_s?: number;
  /** Share of the source read so far, 0..1; `undefined` where the source is no file. */
  fractionRead(): number | undefined;
  provenance(): TrafficProvenance;
}

/**
 * Opens traffic. `resolve` turns a path of the scenario into one of this process. Reading throws HR_TRACE_INVALID at the
 * first row that cannot be understood, HR_TRACE_EMPTY when no request is left.
 */
export function openTraffic(spec: TrafficSpec, seed: number, resolve: (path: string) => string): Traffic {
  const log: ImportLog = { rowsRead: 0, dropped: {}, warnings: [], transforms: [] };
  const totals = { requests: 0, input_tokens: 0, output_tokens: 0, span_s: 0 };
  const { rows, reading } = openRows(spec, seed, resolve, log);
  const duration_s = durationOf(spec);
  return {
    requests: countRequests(transform(rows, spec, seed, log), totals, spec),
    ...(duration_s !== undefined && { duration_s }),
    fractionRead: () => reading && reading.bytesRead / Math.max(1, reading.bytes),
    provenance: () => ({
      format: spec.format,
      ...(spec.format !== 'generated' && {
        // a window may end before the file does; the whole file is what was given
        file: { name: basename(spec.path), sha256: reading?.sha256 ?? fileSha256(resolve(spec.path)) },
      }),
      ...(spec.attribution !== undefined && { attribution: spec.attribution }),
      rows_read: log.rowsRead,
      dropped: log.dropped,
      ...totals,
      transforms: log.transforms,
      warnings: log.warnings,
    }),
  };
}

function openRows(
  spec: TrafficSpec,
  seed: number,
  resolve: (path: string) => string,
  log: ImportLog,
): { rows: Iterable<TraceRow>; reading?: FileReading } {
  if (spec.format === 'generated') return { rows: countRead(generate(spec.generator, seed), log) };
  const path = resolve(spec.path);
  const { lines, reading } = openLines(path);
  if (spec.format === 'azure') return { rows: rebase(readAzure(lines, path, log), path), reading };
  const rows = rebase(readMooncake(lines, path, spec.block_tokens, log), path);
  if (spec.dequantise === false) return { rows, reading };
  const given_us = spec.dequantise === true ? undefined : spec.dequantise.quantum_s * 1e6;
  return { rows: dequantise(rows, randomStream(seed, 'dequantise'), log, given_us), reading };
}

function transform(rows: Iterable<TraceRow>, spec: TrafficSpec, seed: number, log: ImportLog): Iterable<TraceRow> {
  const cut = spec.window ? cutWindow(rows, spec.window, log) : rows;
  return spec.rate_scale === 1 ? cut : scaleRate(cut, spec.rate_scale, randomStream(seed, 'rate_scale'), log);
}

function durationOf(spec: TrafficSpec): number | undefined {
  const end_s = spec.window?.end_s;
  if (spec.format !== 'generated') return end_s === undefined ? undefined : end_s - (spec.window?.start_s ?? 0);
  const whole_s = Math.min(spec.generator.duration_s, end_s ?? Number.POSITIVE_INFINITY);
  return Math.max(0, whole_s - (spec.window?.start_s ?? 0));
}

function* countRead(rows: Iterable<TraceRow>, log: ImportLog): Generator<TraceRow> {
  for (const row of rows) {
    log.rowsRead++;
    yield row;
  }
}

function* countRequests(
  rows: Iterable<TraceRow>,
  totals: { requests: number; input_tokens: number; output_tokens: number; span_s: number },
  spec: TrafficSpec,
): Generator<TrafficRequest> {
  for (const { time_us, inputTokens, outputTokens, prefixBlocks } of rows) {
    const arrival_s = time_us / 1e6;
    const id = totals.requests++;
    totals.input_tokens += inputTokens;
    totals.output_tokens += outputTokens;
    totals.span_s = arrival_s;
    const blockTokens = spec.format === 'mooncake' ? spec.block_tokens : undefined;
    yield {
      id,
      arrival_s,
      inputTokens,
      outputTokens,
      ...(prefixBlocks && blockTokens !== undefined && { prefixBlocks, blockTokens }),
    };
  }
  if (totals.requests > 0) return;
  throw new HeadroomError('HR_TRACE_EMPTY', {
    ...(spec.format !== 'generated' && { at: { file: spec.path } }),
    message: spec.window ? 'no request lies in traffic.window' : 'the traffic holds no request',
    hint: 'Check traffic.window and traffic.rate_scale against the length of the trace.',
  });
}
