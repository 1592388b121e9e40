/** How much may go wrong before a plan breaks its promise: slower engines, more traffic; and when growth gets there. */
import type { Deployment } from './deployment.js';
import type { MeasureOptions, Measuring } from './measure.js';

/** The largest factors at which the promise still holds; absent where none that was tried breaks it. */
export interface Sensitivity {
  /** Every engine step may take so many times as long; `undefined` beyond what was tried. */
  readonly slowdown?: number;
  /** The traffic may be so many times as much. */
  readonly growth?: number;
  /** Months until the traffic is that much, at the growth that was given. */
  readonly monthsLeft?: number;
}

/** Largest factors that are tried, and how finely they are told. */
const MOST = { slowdown: 2, growth: 4 };
const STEPS = 6;

/** Factors by their means over the seeds; beyond them the promise is broken. */
export function sensitivityOf(
  deployment: Deployment,
  promise: string,
  bench: Measuring,
  seeds: readonly number[],
  least: number,
  growthPercentPerMonth: number | undefined,
): Sensitivity {
  const largest = (name: 'slowdown' | 'growth') =>
    limit(MOST[name], (factor) => {
      const options = (seed: number): MeasureOptions => ({ seed, hopelessBelow: least, [name]: factor });
      const kept = seeds.map((seed) => bench.measure(deployment, options(seed)).kept[promise]!.attainment);
      return kept.reduce((sum, share) => sum + share, 0) / kept.length >= least;
    });
  const [slowdown, growth] = [largest('slowdown'), largest('growth')];
  const monthsLeft =
    growth !== undefined && growthPercentPerMonth !== undefined
      ? Math.log(growth) / Math.log(1 + growthPercentPerMonth / 100)
      : undefined;
  return {
    ...(slowdown !== undefined && { slowdown }),
    ...(growth !== undefined && { growth }),
    ...(monthsLeft !== undefined && { monthsLeft }),
  };
}

/** The largest factor from 1 on that holds, by halving; `undefined` where even `most` does. */
function limit(most: number, holds: (factor: number) => boolean): number | undefined {
  if (holds(most)) return undefined;
  let [low, high] = [1, most];
  for (let i = 0; i < STEPS; i++) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
