/** Reads a run record back, for reports. `requests.csv` stays on disk: it may be large and nothing here needs it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { csvTable } from './csv-table.js';
import type { Regret } from './regret.js';
import { readRegret } from './regret-file.js';
import type { RunFile } from './run-file.js';
import type { Summary } from './summary.js';

/** One row of a table: numbers where the cell is one, text otherwise, `undefined` where it is empty. */
export type TableRow = Readonly<Record<string, string | number | undefined>>;

/** A run directory, read: its provenance, figures and tables. */
export interface RunRecord {
  readonly run: RunFile;
  readonly summary: Summary;
  readonly timeline: readonly TableRow[];
  readonly decisions: readonly TableRow[];
  readonly workers: readonly TableRow[];
  /** Where it was asked for. */
  readonly regret?: Regret | undefined;
}

/** Reads the record in `directory`. Throws HR_RECORD_INVALID naming the file, and the line where there is one. */
export function readRun(directory: string): RunRecord {
  return {
    run: readJson<RunFile>(join(directory, 'run.json')),
    summary: readJson<Summary>(join(directory, 'summary.json')),
    timeline: readTable(join(directory, 'timeline.csv')),
    decisions: readTable(join(directory, 'decisions.csv')),
    workers: byWorker(readTable(join(directory, 'workers.csv'))),
    regret: readRegret(directory),
  };
}

/** In the order of ordering; the file has them in that of their ends. */
function byWorker(rows: TableRow[]): TableRow[] {
  return rows.sort((a, b) => Number(a['worker']) - Number(b['worker']));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file },
      message: `cannot be read (${(error as NodeJS.ErrnoException).code}); expected a file of a run record`,
      hint: 'Give the directory that `headroom simulate` wrote.',
    });
  }
}

function readJson<T>(file: string): T {
  const text = readText(file);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file },
      message: `is not valid JSON: ${(error as Error).message}`,
    });
  }
}

function readTable(file: string): TableRow[] {
  const { columns, rows } = csvTable(readText(file), file);
  return rows.map((cells) => Object.fromEntries(columns.map((column, c) => [column, parseCell(cells[c]!)])));
}

function parseCell(cell: string): string | number | undefined {
  if (cell === '') return undefined;
  const value = Number(cell);
  return Number.isNaN(value) && cell !== 'NaN' ? cell : value;
}
