/** The account of what became of every row of a source. */
import type { TraceRow } from './trace-row.js';

/** What a stage did, for the run record. */
export interface TransformNote {
  readonly text: string;
  /** Rows it changed, where it counts them. */
  rows?: number;
}

/** What importers and stages count and say. */
export interface Account {
  rowsRead: number;
  rowsKept: number;
  /** Requests that a rate above 1 adds. */
  copies: number;
  /** Rows left out, by reason. */
  readonly dropped: Record<string, number>;
  readonly warnings: string[];
  readonly transforms: TransformNote[];
  /** The source's clock at its first row, in microseconds. */
  origin_us?: number;
  /** Tokens of one prefix block, where rows have them. */
  blockTokens?: number;
  /** Set by a stage that wants no further row. */
  enough?: boolean;
}

/** An account of nothing yet. */
export function newAccount(): Account {
  return { rowsRead: 0, rowsKept: 0, copies: 0, dropped: {}, warnings: [], transforms: [] };
}

/** Counts a row, with its later turns, as left out. */
export function drop(account: Account, reason: string, row: Pick<TraceRow, 'rows'>): void {
  account.dropped[reason] = (account.dropped[reason] ?? 0) + (row.rows ?? 1);
}

/**
 * Counts a turn that is given out. The turns of a file's session were counted with its first one (`rows`); drawn ones are
 * new; those of a repeated session are copies.
 */
export function countTurn(account: Account, first: TraceRow): void {
  if (first.rows === 0) account.copies++;
  else if (first.rows === undefined) {
    account.rowsRead++;
    account.rowsKept++;
  }
}

/** Counts a turn that is left out after its session was kept. */
export function dropTurn(account: Account, first: TraceRow, reason: string): void {
  if (first.rows === 0) return;
  if (first.rows === undefined) account.rowsRead++;
  else account.rowsKept--;
  drop(account, reason, {});
}

/** Says something once, however many rows give cause for it. */
export function warnOnce(account: Account, text: string): void {
  if (!account.warnings.includes(text)) account.warnings.push(text);
}

/** What was done to the rows, a phrase a stage. */
export function transformTexts({ transforms }: Account): string[] {
  return transforms.map(({ text, rows }) => (rows === undefined ? text : `${text}: ${rows} rows`));
}
