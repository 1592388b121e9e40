/** The two ways in which the releases shrink counts to a GPU budget. */
import { roundHalfEven } from '../../interpolate/index.js';
import { divide } from '../python.js';

/** Counts, or GPUs of a worker, of both roles. */
export interface Replicas {
  readonly prefill: number;
  readonly decode: number;
}

/**
 * Seed era: prefill in proportion, decode what is left, both rounded half to even and never below the minimum. The
 * rounding can leave the total above the budget; so does the original.
 */
export function shrinkByRounding(counts: Replicas, gpus: Replicas, budget: number, least: number): Replicas {
  const total = counts.prefill * gpus.prefill + counts.decode * gpus.decode;
  if (total <= budget) return counts;
  const prefill = Math.max(least, roundHalfEven(counts.prefill * (budget / total)));
  const decode = Math.max(least, roundHalfEven(divide(budget - prefill * gpus.prefill, gpus.decode)));
  return { prefill, decode };
}

/**
 * 1.0: rounded down, so that the budget holds; prefill leaves room for the least decode. 0 and 0 where the minimum does
 * not fit; a negative budget is none.
 */
export function shrinkByFloor(counts: Replicas, gpus: Replicas, budget: number, least: number): Replicas {
  const total = counts.prefill * gpus.prefill + counts.decode * gpus.decode;
  if (budget < 0 || total <= budget) return counts;
  if (budget < least * (gpus.prefill + gpus.decode)) return { prefill: 0, decode: 0 };
  const most = Math.floor((budget - least * gpus.decode) / gpus.prefill);
  const prefill = Math.max(least, Math.min(most, Math.floor(counts.prefill * (budget / total))));
  const decode = Math.max(least, Math.floor((budget - prefill * gpus.prefill) / gpus.decode));
  return { prefill, decode };
}

/** 1.0's budget for one role alone. */
export function shrinkOneByFloor(count: number, gpus: number, budget: number, least: number): number {
  if (budget < 0 || count * gpus <= budget) return count;
  if (budget < least * gpus) return 0;
  return Math.max(least, Math.floor(count * (budget / (count * gpus))));
}
