/** One usable row of a trace, as every importer gives it; times in whole microseconds from the source's own origin. */
export interface TraceRow {
  readonly time_us: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly prefixBlocks?: readonly number[];
}

/** What an importer counts and says while it reads. */
export interface ImportLog {
  rowsRead: number;
  /** Rows left out, by reason. */
  readonly dropped: Record<string, number>;
  readonly warnings: string[];
  readonly transforms: string[];
}

export function drop(log: ImportLog, reason: string, rows = 1): void {
  log.dropped[reason] = (log.dropped[reason] ?? 0) + rows;
}
