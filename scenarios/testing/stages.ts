/** Rows pushed through a stage, or lines through an importer, and what comes out. */
import { type Account, newAccount } from '../traffic/account.js';
import type { ImportContext, Importer } from '../traffic/read/importer.js';
import type { Stage, TraceRow } from '../traffic/trace-row.js';

/** A row at a second; 10 tokens each way unless said otherwise. */
export function rowAt(time_s: number, changes: Partial<TraceRow> = {}): TraceRow {
  return { time_us: Math.round(time_s * 1e6), inputTokens: 10, outputTokens: 10, ...changes };
}

/** What came out. */
export interface Through {
  readonly rows: readonly TraceRow[];
  readonly account: Account;
  /** Times of the rows, in seconds. */
  readonly times_s: readonly number[];
}

/** Pushes rows through a stage to their end. Fails where the stage does not hand on the end exactly once. */
export function through(build: (next: Stage, account: Account) => Stage, given: readonly TraceRow[]): Through {
  const account = newAccount();
  const rows: TraceRow[] = [];
  let ends = 0;
  const last: Stage = { push: (row) => void rows.push(row), end: () => void ends++ };
  const stage = build(last, account);
  for (const row of given) {
    if (account.enough) break;
    stage.push({ ...row });
  }
  stage.end();
  if (ends !== 1) throw new Error(`the end was handed on ${ends} times`);
  return { rows, account, times_s: rows.map(({ time_us }) => time_us / 1e6) };
}

/** Feeds lines to an importer, as those of the file trace.csv. */
export function importLines(
  make: (context: ImportContext) => Importer,
  lines: readonly string[],
): { readonly rows: readonly TraceRow[]; readonly account: Account; readonly importer: Importer } {
  const account = newAccount();
  const importer = make({ file: 'trace.csv', account });
  const rows: TraceRow[] = [];
  lines.forEach((line, i) => importer.line(line, i + 1, (row) => void rows.push(row)));
  return { rows, account, importer };
}
