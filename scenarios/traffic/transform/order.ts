/** Rows in order of time, counted from the first one. */
import { HeadroomError } from '../../errors/index.js';
import type { Account } from '../account.js';
import type { Stage, TraceRow } from '../trace-row.js';

const HOUR_US = 3600e6;

/** Sorts rows by time, those of one time as they came. Holds the whole trace in memory. */
export function sortRows(next: Stage, account: Account): Stage {
  const rows: TraceRow[] = [];
  let inversions = 0;
  account.transforms.unshift({ text: 'sort' });
  return {
    push(row) {
      if (rows.length > 0 && row.time_us < rows.at(-1)!.time_us) inversions++;
      rows.push(row);
    },
    end() {
      rows.sort((a, b) => a.time_us - b.time_us);
      if (inversions > 0)
        account.warnings.push(`${inversions} rows came before the one above them; the trace was sorted`);
      for (const row of rows) next.push(row);
      next.end();
    },
  };
}

/** Rebases to the first row. Throws HR_TRACE_INVALID where time runs backwards: a stream cannot be sorted. */
export function rebase(next: Stage, file: string, account: Account): Stage {
  let origin_us = 0;
  let last_us = Number.NEGATIVE_INFINITY;
  let row = 0;
  let longGaps = 0;
  let longest_us = 0;
  return {
    push(entry) {
      if (++row === 1) {
        origin_us = entry.time_us;
        account.origin_us = origin_us;
      }
      const gap_us = entry.time_us - last_us;
      if (gap_us < 0) {
        throw new HeadroomError('HR_TRACE_INVALID', {
          at: { file },
          message: `request ${row} comes ${-gap_us / 1e6} s before the one above it; expected rows in order of time`,
          hint: 'Sort the trace by its time column, or set traffic.sort: true to have it sorted in memory.',
        });
      }
      if (row > 1 && gap_us > HOUR_US) {
        longGaps++;
        longest_us = Math.max(longest_us, gap_us);
      }
      last_us = entry.time_us;
      entry.time_us -= origin_us;
      next.push(entry);
    },
    end() {
      if (longGaps > 0) {
        const hours = (longest_us / HOUR_US).toFixed(1);
        account.warnings.push(
          `${longGaps} gaps of more than an hour, the longest ${hours} h, are kept; mean rates count them`,
        );
      }
      next.end();
    },
  };
}
