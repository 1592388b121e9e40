/**
 * Finds the knee: the concurrency beyond which waiting grows faster than work gets done. It is where power, throughput ÷ mean
 * latency, is largest (Kleinrock, Power and deterministic rules of thumb, ICC 1979).
 */

/** A concurrency that was tried. */
export interface KneePoint<T> {
  readonly load: number;
  readonly requests_per_s: number;
  readonly mean_s: number;
  readonly result: T;
}

/** Points beyond the largest power that end the sweep. */
const FALLS = 2;

/** Doubles the concurrency until power has fallen twice; `undefined` from `attempt` ends the sweep. */
export async function findKnee<T>(
  attempt: (load: number) => Promise<Omit<KneePoint<T>, 'load'> | undefined>,
  { from, most }: { readonly from: number; readonly most: number },
): Promise<{ readonly knee: KneePoint<T> | undefined; readonly points: readonly KneePoint<T>[] }> {
  const points: KneePoint<T>[] = [];
  let knee: KneePoint<T> | undefined;
  for (let load = from; load <= most; load *= 2) {
    const measured = await attempt(load);
    if (!measured) break;
    const point = { load, ...measured };
    points.push(point);
    if (!knee || power(point) > power(knee)) knee = point;
    if (points.length - 1 - points.indexOf(knee) >= FALLS) break;
  }
  return { knee, points };
}

function power({ requests_per_s, mean_s }: { requests_per_s: number; mean_s: number }): number {
  return mean_s > 0 ? requests_per_s / mean_s : 0;
}
