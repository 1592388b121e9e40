/** When a router sees what happens at a worker. */
import type { SignalsSpec } from '../../../scenarios/index.js';

/** Whether the router sees everything at once. */
export function isFresh(signals: SignalsSpec): boolean {
  return signals.update_interval_s === 0 && signals.lag_s === 0;
}

/**
 * The time at which the router sees what happens at `time_s`: with the first update at or after it (updates are at the
 * multiples of the interval), and the lag later. Multiplied, not summed, so that times carry no rounding drift.
 */
export function visibleAt(signals: SignalsSpec, time_s: number): number {
  const { update_interval_s: interval_s, lag_s } = signals;
  if (interval_s === 0) return time_s + lag_s;
  let update = Math.ceil(time_s / interval_s);
  if (update * interval_s < time_s) update++;
  return update * interval_s + lag_s;
}
