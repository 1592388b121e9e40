/** A timeline of misses, for tests of what is made of their causes. */
import type { TableRow } from '../record/read-run.js';

/** Rows a minute, each with misses of two causes and as many that waited. */
export function missedTimeline(misses: readonly (readonly [cold: number, kv: number])[]): TableRow[] {
  return misses.map(([cold, kv], i) => ({
    time_s: i * 60,
    offered_rps: 1,
    prefill_queued: cold,
    decode_queued: kv,
    missed_cold_start: cold,
    missed_kv_wait: kv,
  }));
}
