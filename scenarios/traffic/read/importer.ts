/** What every importer is: it takes the lines of a file and hands over rows. */
import type { Account } from '../account.js';
import type { Emit } from '../trace-row.js';

/** Reads one format, a line at a time. */
export interface Importer {
  /** Takes a line; throws HR_TRACE_INVALID where it cannot be understood. */
  line(text: string, number: number, emit: Emit): void;
  /** Rows of one session may wait for each other, so that the file must be read whole. Asked after each row. */
  readonly closedLoop?: boolean;
}

/** What an importer knows beside its lines. */
export interface ImportContext {
  readonly file: string;
  readonly account: Account;
}
