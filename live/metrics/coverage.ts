/** How well the samples of a window cover it: what `increase()` cannot see it does not count, and says nothing of it. */
import type { MetricsReading } from '../ports.js';

/** Times of one counter's samples inside the window, oldest first; at least one. */
export type SampleTimes = readonly number[];

/** Within so many sample distances of the window's start `increase()` extrapolates to it. */
const REACH = 1.1;

/**
 * Age and coverage of a window that ends at `now_s`. The age is that of the series which has not been told of for longest: a sum over
 * several is as old as its oldest part. The start of the window is covered where any series reaches back to it.
 */
export function coverageOf(
  series: readonly SampleTimes[],
  now_s: number,
  window_s: number,
): Pick<MetricsReading, 'age_s' | 'uncovered_s'> {
  if (series.length === 0) return {};
  const age_s = Math.max(...series.map((times_s) => now_s - times_s.at(-1)!));
  const uncovered_s = Math.min(...series.map((times_s) => uncovered(times_s, now_s - window_s)));
  return { age_s: Math.max(0, age_s), uncovered_s };
}

function uncovered(times_s: SampleTimes, start_s: number): number {
  const distance_s = times_s.length > 1 ? (times_s.at(-1)! - times_s[0]!) / (times_s.length - 1) : 0;
  return Math.max(0, times_s[0]! - start_s - REACH * distance_s);
}
