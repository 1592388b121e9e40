/** From a scenario's `traffic` to the requests of a run, and the account of what became of every row. */
import { HeadroomError } from '../errors/index.js';
import type { TrafficSpec } from '../schema/traffic.js';
import { transformTexts } from './account.js';
import { type OpenRows, openRows } from './open-rows.js';
import { OpenSessions } from './open-sessions.js';
import type { TrafficRequest } from './request.js';
import type { TraceRow } from './trace-row.js';

/** What the traffic was, for the run record; complete once it has been read to its end. */
export interface TrafficProvenance {
  /**
   * `imported`: another tool's result; `received`: what clients sent to an emulated frontend; `observed`: what a live planner saw
   * pass, in sums alone.
   */
  readonly format: TrafficSpec['format'] | 'imported' | 'received' | 'observed';
  readonly file?: { readonly name: string; readonly sha256: string };
  readonly attribution?: string;
  /** rows_read = rows_kept + Σ dropped. */
  readonly rows_read: number;
  readonly rows_kept: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Requests beside those of the rows, from a rate above 1. */
  readonly copies: number;
  /** Requests given out: rows_kept + copies, less the turns that were never due. */
  readonly requests: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly span_s: number;
  readonly transforms: readonly string[];
  readonly warnings: readonly string[];
}

/** The requests of a run, read as they are needed. */
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
  /** Share of the source read so far, 0..1; `undefined` where that is not known. */
  fractionRead(): number | undefined;
  provenance(): TrafficProvenance;
}

/**
 * Opens traffic. `resolve` turns a path of the scenario into one of this process. Reading throws HR_TRACE_INVALID at the
 * first row that cannot be understood, HR_TRACE_EMPTY when no request is left.
 */
export function openTraffic(spec: TrafficSpec, seed: number, resolve: (path: string) => string): Traffic {
  const rows = openRows(spec, seed, resolve);
  const { account } = rows;
  const sessions = new OpenSessions(account);
  const issued = new Issued(account);
  const duration_s = durationOf(spec);
  return {
    requests: requestsOf(rows, sessions, issued, spec),
    ...(mayWait(spec) && {
      next: ({ sessionId }, time_s) => {
        const row = sessionId === undefined ? undefined : sessions.next(sessionId, time_s * 1e6);
        return row && issued.issue(row);
      },
    }),
    ...(duration_s !== undefined && { duration_s }),
    fractionRead: rows.fractionRead,
    provenance: () => {
      const file = rows.file();
      return {
        format: spec.format,
        ...(file && { file }),
        ...(spec.attribution !== undefined && { attribution: spec.attribution }),
        rows_read: account.rowsRead,
        rows_kept: account.rowsKept,
        dropped: account.dropped,
        copies: account.copies,
        ...issued.totals,
        transforms: transformTexts(account),
        warnings: account.warnings,
      };
    },
  };
}

/** Formats whose requests may wait for each other. */
export function mayWait(spec: TrafficSpec): boolean {
  if (spec.format !== 'generated') return ['closed_loop', 'dynamo', 'aiperf', 'blis', 'headroom'].includes(spec.format);
  const { sessions, classes = [] } = spec.generator;
  return sessions !== undefined || classes.some((kind) => kind.sessions);
}

function durationOf(spec: TrafficSpec): number | undefined {
  if (spec.format === 'closed_loop') return spec.generator.duration_s;
  const end_s = Math.min(spec.window?.end_s ?? Number.POSITIVE_INFINITY, sourceLength_s(spec));
  if (end_s === Number.POSITIVE_INFINITY) return undefined;
  const { rate_scale } = spec;
  const stretch = typeof rate_scale === 'object' && rate_scale.mode === 'time' ? rate_scale.factor : 1;
  return Math.max(0, end_s - (spec.window?.start_s ?? 0)) / stretch;
}

function sourceLength_s(spec: TrafficSpec): number {
  if (spec.format === 'generated') return spec.generator.duration_s;
  return spec.format === 'servegen' && spec.span ? spec.span.end_s - spec.span.start_s : Number.POSITIVE_INFINITY;
}

/** Numbers the requests in the order in which they are given out, and sums them up. */
class Issued {
  readonly totals = { requests: 0, input_tokens: 0, output_tokens: 0, span_s: 0 };

  constructor(private readonly account: OpenRows['account']) {}

  issue(row: TraceRow): TrafficRequest {
    const { totals } = this;
    const arrival_s = row.time_us / 1e6;
    // a failed row that was kept may have no tokens; no engine serves such a request
    const inputTokens = Math.max(1, row.inputTokens);
    const outputTokens = Math.max(1, row.outputTokens);
    const id = totals.requests++;
    totals.input_tokens += inputTokens;
    totals.output_tokens += outputTokens;
    if (arrival_s > totals.span_s) totals.span_s = arrival_s;
    // set one by one: spreading optional parts would be the slowest step of a generated request
    const request: Mutable<TrafficRequest> = { id, arrival_s, inputTokens, outputTokens };
    if (row.class !== undefined) request.class = row.class;
    if (row.sessionId !== undefined) request.sessionId = row.sessionId;
    if (row.turn !== undefined) request.turn = row.turn;
    if (row.think_us !== undefined) request.after = { thinkSeconds: row.think_us / 1e6 };
    if (row.prefixBlocks) {
      request.prefixBlocks = row.prefixBlocks;
      request.blockTokens = this.account.blockTokens!;
    }
    return request;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The requests, read as they are asked for. Throws HR_TRACE_EMPTY when there is none. */
function requestsOf(
  rows: OpenRows,
  sessions: OpenSessions,
  issued: Issued,
  spec: TrafficSpec,
): Iterable<TrafficRequest> {
  const iterator: Iterator<TrafficRequest> = {
    next() {
      const row = rows.next();
      if (!row) {
        if (issued.totals.requests === 0) throw emptyTrace(spec);
        return { done: true, value: undefined };
      }
      if (row.later) sessions.begin(row);
      return { done: false, value: issued.issue(row) };
    },
    return() {
      rows.close();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.iterator]: () => iterator };
}

function emptyTrace(spec: TrafficSpec): HeadroomError {
  const window = spec.format === 'closed_loop' ? undefined : spec.window;
  return new HeadroomError('HR_TRACE_EMPTY', {
    ...('path' in spec && { at: { file: spec.path } }),
    message: window ? 'no request lies in traffic.window' : 'the traffic holds no request',
    hint: 'Check traffic.window and traffic.rate_scale against the length of the trace.',
  });
}
