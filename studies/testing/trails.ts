/** Trails made by hand: what a run would have left behind. */
import type { Counts, Tick, Trail } from '../museum/trail.js';

/** A tick every 10 s that orders these prefill workers; decode stays at 1. */
export function ordering(counts: readonly number[], more: Partial<Tick> = {}): Trail {
  const of = (count: number): Counts => ({ prefill: count, decode: 1 });
  const ticks = counts.map((count, i) => ({
    time_s: 10 * (i + 1),
    before: of(counts[i - 1] ?? counts[0]!),
    after: of(count),
    targets: of(count),
    reasons: [],
    numbers: {},
    ...more,
  }));
  return { ticks, glimpses: [], lost_s: [], end_s: 10 * counts.length };
}

/** The same count so many times. */
export function flat(count: number, ticks: number): number[] {
  return Array.from({ length: ticks }, () => count);
}
