/**
 * A sweep: one client alone, then as many as saturate the target, then constant rates evenly between the two throughputs. It draws
 * latency over load, from a target that is idle to one that is full.
 */

/** One load of a sweep. */
export type SweepStep =
  | { readonly kind: 'synchronous' }
  | { readonly kind: 'saturated' }
  | { readonly kind: 'rate'; readonly rps: number };

/** `attempt` runs a step and gives its throughput, requests/s; `undefined` from it ends the sweep. `rates`: how many. */
export async function sweep(
  attempt: (step: SweepStep) => Promise<{ readonly requests_per_s: number } | undefined>,
  { rates }: { readonly rates: number },
): Promise<void> {
  const alone = await attempt({ kind: 'synchronous' });
  const full = alone && (await attempt({ kind: 'saturated' }));
  if (!full) return;
  for (const rps of ratesBetween(alone.requests_per_s, full.requests_per_s, rates)) {
    if (!(await attempt({ kind: 'rate', rps }))) return;
  }
}

/** `count` rates in even steps from above `low` to `high`, to four digits; none where `high` is not above `low`. */
export function ratesBetween(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [];
  return Array.from({ length: count }, (_, i) => Number((low + ((high - low) * (i + 1)) / count).toPrecision(4)));
}
