/**
 * PromQL's `increase()` over one counter's samples, as Prometheus 2.x computes it (promql/functions.go,
 * `extrapolatedRate`): resets are added back, and the rise between the first and the last sample is extrapolated
 * towards the window's edges — to the edge itself if it is within 1.1 average sample distances, otherwise by half a
 * distance — but not further back than where the counter would have been 0.
 */

/** A counter's samples, oldest first. */
export interface Samples {
  readonly times_s: readonly number[];
  readonly values: readonly number[];
}

/** A counter's samples as they come; those that no window will reach again are forgotten. */
export class CounterSeries implements Samples {
  readonly times_s: number[] = [];
  readonly values: number[] = [];

  append(time_s: number, value: number, oldest_s: number): void {
    this.times_s.push(time_s);
    this.values.push(value);
    while (this.times_s[0]! < oldest_s) {
      this.times_s.shift();
      this.values.shift();
    }
  }
}

const EDGE_FACTOR = 1.1;

/** The rise over [end − window, end]; `undefined` with fewer than two samples in it, as PromQL then has no result. */
export function increase(samples: Samples, end_s: number, window_s: number): number | undefined {
  const start_s = end_s - window_s;
  const first = samples.times_s.findIndex((time_s) => time_s >= start_s);
  const last = samples.times_s.findLastIndex((time_s) => time_s <= end_s);
  if (first < 0 || last - first < 1) return undefined;
  const rise = riseBetween(samples.values, first, last);
  const sampled_s = samples.times_s[last]! - samples.times_s[first]!;
  const distance_s = sampled_s / (last - first);
  let toStart_s = samples.times_s[first]! - start_s;
  const toEnd_s = end_s - samples.times_s[last]!;
  const firstValue = samples.values[first]!;
  if (rise > 0 && firstValue >= 0) toStart_s = Math.min(toStart_s, sampled_s * (firstValue / rise));
  const reach_s = sampled_s + reachBeyond(toStart_s, distance_s) + reachBeyond(toEnd_s, distance_s);
  return rise * (reach_s / sampled_s);
}

function riseBetween(values: readonly number[], first: number, last: number): number {
  let rise = values[last]! - values[first]!;
  for (let i = first + 1; i <= last; i++) if (values[i]! < values[i - 1]!) rise += values[i - 1]!;
  return rise;
}

function reachBeyond(gap_s: number, distance_s: number): number {
  return gap_s < distance_s * EDGE_FACTOR ? gap_s : distance_s / 2;
}
