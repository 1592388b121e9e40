/** A slice of the traffic. */
import type { WindowSpec } from '../../schema/traffic.js';
import { type Account, drop } from '../account.js';
import type { Stage } from '../trace-row.js';

/** Rows with start ≤ time < end, re-based to the start; a session counts by its first turn. No row beyond is asked for. */
export function cutWindow(next: Stage, window: WindowSpec, account: Account): Stage {
  const start_us = window.start_s * 1e6;
  const end_us = (window.end_s ?? Number.POSITIVE_INFINITY) * 1e6;
  account.transforms.push({ text: `window ${window.start_s}..${window.end_s ?? 'end'} s` });
  return {
    push(row) {
      if (row.time_us >= start_us && row.time_us < end_us) {
        row.time_us -= start_us;
        next.push(row);
        return;
      }
      drop(account, 'outside the window', row);
      if (row.time_us >= end_us) account.enough = true;
    },
    end: () => next.end(),
  };
}
