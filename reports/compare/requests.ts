/** The requests of a record as columns, for comparisons. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { csvTable } from '../record/csv-table.js';

/** The latencies that are compared. */
export const COMPARED = ['ttft_ms', 'tpot_ms', 'e2e_ms'] as const;
/** A latency by which requests are compared, as the record names it. */
export type Compared = (typeof COMPARED)[number];

/** One request; latencies that it does not have are NaN. */
export interface RequestLine extends Readonly<Record<Compared, number>> {
  readonly id: number;
  readonly arrival_s: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

const COLUMNS = ['id', 'arrival_s', 'input_tokens', 'output_tokens', ...COMPARED] as const;

/** Reads requests.csv by order of arrival. Throws HR_RECORD_INVALID where a column is missing or a line was cut. */
export function readRequests(directory: string): RequestLine[] {
  const file = join(directory, 'requests.csv');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file },
      message: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
      hint: 'Give the directory of a run record.',
    });
  }
  const { columns, rows } = csvTable(text, file);
  const at = COLUMNS.map((column) => columns.indexOf(column));
  if (at.some((index) => index < 0)) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file, line: 1 },
      message: `found the header '${columns.join().slice(0, 60)}'; expected columns ${COLUMNS.join(', ')}`,
    });
  }
  return rows.map((cells) => requestLine(cells, at)).sort((a, b) => a.arrival_s - b.arrival_s);
}

function requestLine(cells: readonly string[], at: readonly number[]): RequestLine {
  const [id, arrival_s, inputTokens, outputTokens, ttft_ms, tpot_ms, e2e_ms] = at.map((index) =>
    cells[index] === '' ? Number.NaN : Number(cells[index]),
  ) as [number, number, number, number, number, number, number];
  return { id, arrival_s, inputTokens, outputTokens, ttft_ms, tpot_ms, e2e_ms };
}
