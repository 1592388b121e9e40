/** Arrival rates over time, from a scenario or from a CSV file. */
import { HeadroomError } from '../../errors/index.js';
import type { RateSpec } from '../../schema/generator.js';
import { LineFile } from '../read/lines.js';
import { parseTimestamp_us } from '../read/timestamp.js';

/** A stretch of time with one rate. */
export interface RatePiece {
  readonly from_s: number;
  readonly to_s: number;
  readonly rps: number;
}

/** The pieces of a rate, cut at the end of the traffic. Throws HR_TRACE_INVALID for a file that cannot be understood. */
export function ratePieces(spec: RateSpec, duration_s: number, resolve: (path: string) => string): RatePiece[] {
  const pieces = Array.isArray(spec)
    ? spec.map(({ from_s, rps }, i) => ({ from_s, rps, to_s: spec[i + 1]?.from_s ?? duration_s }))
    : readRateFile(resolve(spec.path)).map((piece) => ({ ...piece, rps: piece.rps * spec.scale }));
  return pieces.map((piece) => ({ ...piece, to_s: Math.min(piece.to_s, duration_s) }));
}

/** A rate as a file writes it, never negative. */
const RATE = /^\d+(\.\d*)?(e[+-]?\d{1,2})?$/i;
const UNITS_PER_S = [
  { column: /^(requests_per_second|rps)/i, seconds: 1 },
  { column: /^(requests_per_minute|rpm)/i, seconds: 60 },
];

/** `window_start…` (seconds, or a time stamp) and a rate a window; the last window is as long as the one before it. */
function readRateFile(path: string): RatePiece[] {
  const [header = '', ...lines] = readAll(path);
  const names = header.split(',').map((name) => name.trim());
  const fail = (line: number, message: string): never => {
    throw new HeadroomError('HR_TRACE_INVALID', { at: { file: path, line, column: 1 }, message });
  };
  const unit = UNITS_PER_S.find(({ column }) => names.some((name) => column.test(name)));
  const startColumn = names.findIndex((name) => /^window_start/i.test(name));
  if (!unit || startColumn < 0) {
    return fail(
      1,
      `found the header '${header}'; expected window_start and requests_per_second or requests_per_minute`,
    );
  }
  const rateColumn = names.findIndex((name) => unit.column.test(name));
  const windows = lines.flatMap((text, i) => {
    if (text.trim() === '') return [];
    const cells = text.split(',');
    const start_s = secondsOf(cells[startColumn] ?? '');
    const rate = cells[rateColumn]?.trim() ?? '';
    const line = i + 2;
    if (start_s === undefined || !RATE.test(rate)) fail(line, `found '${text}'; expected a time and a rate, 0 or more`);
    return [{ start_s: start_s!, rps: Number(rate) / unit.seconds, line }];
  });
  if (windows.length < 2) fail(1, `found ${windows.length} windows; expected two or more`);
  return windows.map(({ start_s, rps }, i) => {
    const next = windows[i + 1];
    const length_s = next ? next.start_s - start_s : start_s - windows[i - 1]!.start_s;
    if (length_s <= 0) fail(next!.line, 'found a window before the one above it; expected windows in order of time');
    const from_s = start_s - windows[0]!.start_s;
    return { from_s, to_s: from_s + length_s, rps };
  });
}

function secondsOf(cell: string): number | undefined {
  const text = cell.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  const time_us = parseTimestamp_us(text);
  return time_us === undefined ? undefined : time_us / 1e6;
}

function readAll(path: string): string[] {
  const file = new LineFile(path);
  const all: string[] = [];
  for (let lines = file.nextLines(); lines; lines = file.nextLines()) all.push(...lines);
  return all;
}
