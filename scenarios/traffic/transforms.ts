/** What is done to rows between the trace and the run: order, window, rate. */
import { HeadroomError } from '../errors/index.js';
import type { RandomStream } from '../random/index.js';
import type { WindowSpec } from '../schema/traffic.js';
import { drop, type ImportLog, type TraceRow } from './trace-row.js';

/** Rebases to the first row. Throws HR_TRACE_INVALID where time runs backwards: a stream cannot be sorted. */
export function* rebase(rows: Iterable<TraceRow>, file: string): Generator<TraceRow> {
  let origin_us: number | undefined;
  let last_us = Number.NEGATIVE_INFINITY;
  let row = 0;
  for (const entry of rows) {
    row++;
    origin_us ??= entry.time_us;
    if (entry.time_us < last_us) {
      throw new HeadroomError('HR_TRACE_INVALID', {
        at: { file },
        message: `request ${row} comes ${(last_us - entry.time_us) / 1e6} s before the one above it; expected rows in order of time`,
        hint: 'Sort the trace by its time column.',
      });
    }
    last_us = entry.time_us;
    yield { ...entry, time_us: entry.time_us - origin_us };
  }
}

/** Rows with start ≤ time < end, re-based to the start. Stops reading at the first row beyond. */
export function* cutWindow(rows: Iterable<TraceRow>, window: WindowSpec, log: ImportLog): Generator<TraceRow> {
  const start_us = window.start_s * 1e6;
  const end_us = (window.end_s ?? Number.POSITIVE_INFINITY) * 1e6;
  log.transforms.push(`window ${window.start_s}..${window.end_s ?? 'end'} s`);
  for (const row of rows) {
    if (row.time_us >= end_us) {
      drop(log, 'outside the window');
      return;
    }
    if (row.time_us >= start_us) yield { ...row, time_us: row.time_us - start_us };
    else drop(log, 'outside the window');
  }
}

/**
 * Scales the rate without stretching time. Below 1 rows are thinned at random; above 1 each row is repeated, its copies at
 * random times before the next row, so that no herd of equals arrives at once.
 */
export function* scaleRate(
  rows: Iterable<TraceRow>,
  scale: number,
  random: RandomStream,
  log: ImportLog,
): Generator<TraceRow> {
  log.transforms.push(`rate × ${scale}`);
  let previous: TraceRow | undefined;
  for (const row of rows) {
    if (previous) yield* copies(previous, scale, row.time_us, random, log);
    previous = row;
  }
  if (previous) yield* copies(previous, scale, previous.time_us, random, log);
}

function copies(row: TraceRow, scale: number, next_us: number, random: RandomStream, log: ImportLog): TraceRow[] {
  const count = Math.floor(scale) + (random.next() < scale % 1 ? 1 : 0);
  if (count === 0) {
    drop(log, 'thinned');
    return [];
  }
  const extra = Array.from({ length: count - 1 }, () => Math.floor(random.next() * (next_us - row.time_us)));
  return [0, ...extra.sort((a, b) => a - b)].map((offset) => ({ ...row, time_us: row.time_us + offset }));
}
