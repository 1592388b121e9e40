/**
 * A ceiling on the power drawn by the workers, of Dynamo 1.6: it only lowers counts, and wins over the GPU floor. A role
 * that is not proposed (`undefined`) is charged at its current count and left alone.
 */
import type { ReasonCode } from '../../ports.js';
import { fitDirection, isRebalance, type Pair, totalOf } from './budget.js';

/** Something for each pool that has it. */
export interface MaybePair {
  readonly prefill?: number | undefined;
  readonly decode?: number | undefined;
}

/** Counts under the limit, with a reason where they were changed. */
export interface PowerAnswer {
  readonly counts: MaybePair;
  readonly reason?: ReasonCode;
}

/** Watts of one worker; `undefined` where not known, which counts as none. */
export type WorkerWatts = MaybePair;

/** Whether the least allowed of each role fits at all. */
export function leastFits(limit_w: number, least: MaybePair, watts: WorkerWatts): boolean {
  return drawn(least, watts) <= limit_w;
}

/** Proposed counts under a limit in watts. */
export function applyPowerLimit(
  proposed: MaybePair,
  current: Pair,
  watts: WorkerWatts,
  limit_w: number,
  least: Pair,
): PowerAnswer {
  const whole = { prefill: proposed.prefill ?? current.prefill, decode: proposed.decode ?? current.decode };
  const adjustable = {
    prefill: proposed.prefill !== undefined && (watts.prefill ?? 0) > 0,
    decode: proposed.decode !== undefined && (watts.decode ?? 0) > 0,
  };
  if (adjustable.prefill && adjustable.decode) {
    const each = { prefill: watts.prefill!, decode: watts.decode! };
    const staged = stageRebalance(whole, current, each, limit_w);
    if (staged) return staged;
    return totalOf(whole, each) <= limit_w ? { counts: proposed } : shrinkBoth(whole, current, each, limit_w, least);
  }
  if (drawn(whole, watts) <= limit_w) return { counts: proposed };
  if (adjustable.prefill) return shrinkOne('prefill', proposed, current, watts, limit_w, least);
  if (adjustable.decode) return shrinkOne('decode', proposed, current, watts, limit_w, least);
  return { counts: proposed };
}

function drawn({ prefill, decode }: MaybePair, watts: WorkerWatts): number {
  return (prefill ?? 0) * (watts.prefill ?? 0) + (decode ?? 0) * (watts.decode ?? 0);
}

/** While one pool shrinks and the other grows both may draw power at once: the growth waits for a later tick. */
function stageRebalance(wanted: Pair, current: Pair, watts: Pair, limit_w: number): PowerAnswer | undefined {
  const peak = {
    prefill: Math.max(current.prefill, wanted.prefill),
    decode: Math.max(current.decode, wanted.decode),
  };
  if (!isRebalance(current, wanted) || totalOf(peak, watts) <= limit_w) return undefined;
  return { counts: noGrowth(wanted, current), reason: 'power_rebalance_staged' };
}

function noGrowth(wanted: Pair, current: Pair): Pair {
  return { prefill: Math.min(wanted.prefill, current.prefill), decode: Math.min(wanted.decode, current.decode) };
}

function shrinkBoth(wanted: Pair, current: Pair, watts: Pair, limit_w: number, least: Pair): PowerAnswer {
  const band = { minGpus: -1, maxGpus: limit_w };
  if (totalOf(current, watts) <= limit_w) {
    return { counts: fitDirection(current, wanted, watts, band, least), reason: 'power_budget_clamped' };
  }
  const scale = limit_w / totalOf(wanted, watts);
  const mostPrefill = Math.floor((limit_w - least.decode * watts.decode) / watts.prefill);
  const prefill = Math.max(least.prefill, Math.min(mostPrefill, Math.floor(wanted.prefill * scale)));
  const left = Math.floor((limit_w - prefill * watts.prefill) / watts.decode);
  const decode = Math.min(wanted.decode, Math.max(least.decode, left));
  const counts = { prefill: Math.min(prefill, wanted.prefill), decode };
  return stageRebalance(counts, current, watts, limit_w) ?? { counts, reason: 'power_budget_clamped' };
}

function shrinkOne(
  role: keyof Pair,
  proposed: MaybePair,
  current: Pair,
  watts: WorkerWatts,
  limit_w: number,
  least: Pair,
): PowerAnswer {
  const peer = role === 'prefill' ? 'decode' : 'prefill';
  const each = watts[role]!;
  const left_w = limit_w - (proposed[peer] ?? current[peer]) * (watts[peer] ?? 0);
  const wanted = proposed[role]!;
  const noRoom = left_w < least[role] * each;
  const fitting = Math.max(least[role], Math.min(wanted, Math.floor(left_w / each)));
  const count = noRoom ? Math.min(wanted, current[role]) : fitting;
  if (count === wanted) return { counts: proposed };
  const reason = noRoom ? 'power_budget_scale_up_suppressed' : 'power_budget_clamped';
  return { counts: { ...proposed, [role]: count }, reason };
}
