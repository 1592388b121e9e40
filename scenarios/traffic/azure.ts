/** Azure's LLM inference traces of 2023 and 2024: `TIMESTAMP,ContextTokens,GeneratedTokens`, columns found by name. */
import { HeadroomError, nearestName } from '../errors/index.js';
import type { Line } from './lines.js';
import { parseTimestamp_us } from './timestamp.js';
import { drop, type ImportLog, type TraceRow } from './trace-row.js';

interface Layout {
  readonly cells: number;
  readonly at: Record<Column, number>;
}

type Column = (typeof COLUMNS)[number];

const COLUMNS = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const;
/** A count as the traces write it; re-exported copies may have `123.0`. */
const COUNT = /^\d+(\.0+)?$/;

export function* readAzure(lines: Iterable<Line>, file: string, log: ImportLog): Generator<TraceRow> {
  let layout: Layout | undefined;
  for (const { number, text } of lines) {
    if (text.trim() === '') continue;
    if (!layout) {
      layout = readHeader(text, file, number, log);
      continue;
    }
    log.rowsRead++;
    const row = readRow(text, layout, file, number);
    if (row.inputTokens > 0 && row.outputTokens > 0) yield row;
    else drop(log, 'zero tokens');
  }
}

function readHeader(header: string, file: string, line: number, log: ImportLog): Layout {
  const names = header.split(',').map((name) => name.trim());
  const found = Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)]));
  const missing = COLUMNS.find((column) => found[column]! < 0);
  if (missing) {
    const nearest = nearestName(missing, names);
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file, line, column: 1 },
      message: `found the header '${header.slice(0, 80)}'; expected a column ${missing}`,
      hint: nearest ? `Is '${nearest}' that column?` : `An Azure trace begins with ${COLUMNS.join(',')}.`,
    });
  }
  const others = names.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  if (others.length > 0) log.warnings.push(`columns not used: ${others.join(', ')}`);
  return { cells: names.length, at: found as Record<Column, number> };
}

function readRow(text: string, { cells: width, at }: Layout, file: string, line: number): TraceRow {
  const cells = text.split(',');
  const fail = (column: number, message: string): never => {
    const before = cells.slice(0, column).join(',').length;
    throw new HeadroomError('HR_TRACE_INVALID', { at: { file, line, column: before + (column > 0 ? 2 : 1) }, message });
  };
  if (cells.length !== width) {
    fail(
      Math.min(cells.length, width) - 1,
      `found ${cells.length} cells; expected ${width} as in the header (numbers without thousands separators)`,
    );
  }
  const expect = (column: Column, what: string): never =>
    fail(at[column], `${column}: found '${cells[at[column]]!.trim()}'; expected ${what}`);
  const time_us = parseTimestamp_us(cells[at.TIMESTAMP]!.trim());
  const count = (column: Column) => {
    const cell = cells[at[column]]!.trim();
    return COUNT.test(cell) ? Number(cell) : expect(column, 'a whole number of tokens');
  };
  return {
    time_us: time_us ?? expect('TIMESTAMP', 'a time as 2023-11-16 18:15:46.6805900'),
    inputTokens: count('ContextTokens'),
    outputTokens: count('GeneratedTokens'),
  };
}
