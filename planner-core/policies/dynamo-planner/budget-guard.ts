/**
 * The direction-preserving guard of Dynamo 1.6: a budget may hold a move back, but never turns it round. At the floor
 * nothing goes down, at the ceiling nothing goes up, unless one pool gives to the other; workers that already lie outside
 * the band are brought back in, whatever was proposed.
 */
import type { ReasonCode } from '../../ports.js';
import {
  type Band,
  clampPair,
  clampSingle,
  fitDirection,
  isInBand,
  isRebalance,
  type Pair,
  tolerance,
  totalOf,
} from './budget.js';

/** Counts after the guard, with its reason where it held or reconciled. */
export interface Guarded<Counts> {
  readonly counts: Counts;
  readonly reason?: ReasonCode;
}

/** One pool's count under the guard. */
export function guardSingle(
  current: number,
  proposed: number,
  gpus: number,
  band: Band,
  least: number,
): Guarded<number> {
  if (gpus <= 0) return { counts: proposed };
  const total = current * gpus;
  if (!isInBand(total, band, tolerance(band, [gpus]))) {
    return { counts: clampSingle(current, gpus, band, least), reason: 'gpu_budget_reconcile' };
  }
  const held: Guarded<number> = { counts: current, reason: 'gpu_budget_guard_hold' };
  if (band.minGpus >= 0 && total <= band.minGpus && proposed < current) return held;
  if (band.maxGpus >= 0 && total >= band.maxGpus && proposed > current) return held;
  const counts = clampSingle(proposed, gpus, band, least);
  return isBetween(current, proposed, counts) ? { counts } : held;
}

/** Two pools' counts under the guard. */
export function guardPair(current: Pair, proposed: Pair, gpus: Pair, band: Band, least: Pair): Guarded<Pair> {
  if (gpus.prefill <= 0 || gpus.decode <= 0) return { counts: clampPair(proposed, gpus, band, least) };
  // Unlike a fit, the guard keeps the slack of a floor that is off: `maxGpus` alone switches it on.
  const slack = band.maxGpus >= 0 ? Math.max(gpus.prefill, gpus.decode) : 0;
  const total = totalOf(current, gpus);
  if (!isInBand(total, band, slack)) {
    return { counts: clampPair(current, gpus, band, least), reason: 'gpu_budget_reconcile' };
  }
  const held: Guarded<Pair> = { counts: current, reason: 'gpu_budget_guard_hold' };
  const anyUp = proposed.prefill > current.prefill || proposed.decode > current.decode;
  const anyDown = proposed.prefill < current.prefill || proposed.decode < current.decode;
  const atFloor = total <= band.minGpus;
  const atCeiling = band.maxGpus >= 0 && total >= band.maxGpus;
  if (atFloor && anyDown && !anyUp) return held;
  if ((atFloor || (atCeiling && anyUp)) && isRebalance(current, proposed)) {
    const fitted = fitDirection(current, proposed, gpus, band, least);
    return samePair(fitted, current) ? held : { counts: fitted };
  }
  if (atCeiling && anyUp) return held;
  const counts = clampPair(proposed, gpus, band, least);
  const keepsDirection =
    isBetween(current.prefill, proposed.prefill, counts.prefill) &&
    isBetween(current.decode, proposed.decode, counts.decode);
  return keepsDirection && isInBand(totalOf(counts, gpus), band, slack) ? { counts } : held;
}

/** Whether both counts are the same. */
export function samePair(a: Pair, b: Pair): boolean {
  return a.prefill === b.prefill && a.decode === b.decode;
}

function isBetween(a: number, b: number, value: number): boolean {
  return Math.min(a, b) <= value && value <= Math.max(a, b);
}
