import type { TraceRow } from '../trace-row.js';

/** Another request of the same shape: its session and client are its own, and it stands for no row of the source. */
export function copyOf(row: TraceRow, time_us: number, copy: number): TraceRow {
  const sessionId = row.sessionId === undefined ? undefined : `${row.sessionId}~${copy}`;
  const client = row.client === undefined ? undefined : `${row.client}~${copy}`;
  return { ...row, time_us, sessionId, client, rows: 0 };
}
