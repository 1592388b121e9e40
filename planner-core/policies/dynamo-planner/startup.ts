/**
 * A scale-up under way (Dynamo 1.6): only a reduction may interrupt it, never below what serves already unless asked, and
 * only when the same reduction is asked for over a whole load interval.
 */
import type { Pair } from './budget.js';
import { fitDirection, totalOf } from './budget.js';
import type { Side } from './config.js';
import { bandOf } from './limits.js';
import type { Proposal, Setting, Situation } from './situation.js';

/** A proposed count that takes back starting workers; `undefined` where it asks for growth or for nothing less. */
export function startupReduction(target: number | undefined, ready: number, pending: number): number | undefined {
  return target === undefined || target > ready || target >= ready + pending ? undefined : target;
}

/** Both sides' reductions within the GPU floor; a side that is not reduced keeps all it has ordered. */
export function startupPair(situation: Situation, proposed: Proposal): Proposal | undefined {
  const { ready, pending, setting } = situation;
  const target = (side: Side) => startupReduction(proposed[side], ready[side], pending[side]);
  const [prefill, decode] = [target('prefill'), target('decode')];
  if (prefill === undefined && decode === undefined) return undefined;
  const current: Pair = {
    prefill: ready.prefill + (prefill === undefined ? pending.prefill : 0),
    decode: ready.decode + (decode === undefined ? pending.decode : 0),
  };
  const wanted = { prefill: prefill ?? current.prefill, decode: decode ?? current.decode };
  const floorOnly = { ...bandOf(setting), maxGpus: -1 };
  const fitted = fitDirection(current, wanted, setting.gpus, floorOnly, setting.least);
  const answer = {
    prefill: prefill === undefined ? undefined : startupReduction(fitted.prefill, ready.prefill, pending.prefill),
    decode: decode === undefined ? undefined : startupReduction(fitted.decode, ready.decode, pending.decode),
  };
  return answer.prefill === undefined && answer.decode === undefined ? undefined : answer;
}

/** A reduction that waits for its confirmation. */
export interface StartupCandidate {
  readonly targets: Proposal;
  readonly inventory: readonly number[];
  readonly since_s: number;
}

/** What became of a reduction: waiting, or to be ordered. */
export interface Confirmed {
  readonly candidate?: StartupCandidate;
  readonly targets?: Proposal;
}

/** Confirms a reduction that was asked for a load interval ago and still is, from the same inventory. */
export function confirmReduction(
  situation: Situation,
  proposed: Proposal,
  before: StartupCandidate | undefined,
  now_s: number,
): Confirmed {
  const { ready, pending, setting } = situation;
  const targets = reductionsOf(situation, proposed);
  if (!targets || !fitsBudgets(setting, situation, targets)) return {};
  const inventory = [ready.prefill, ready.decode, pending.prefill, pending.decode];
  const same =
    before !== undefined &&
    before.targets.prefill === targets.prefill &&
    before.targets.decode === targets.decode &&
    before.inventory.every((count, i) => count === inventory[i]);
  if (!same) return { candidate: { targets, inventory, since_s: now_s } };
  return now_s - before.since_s < setting.config.loadInterval_s
    ? { candidate: before }
    : { candidate: before, targets };
}

function reductionsOf({ ready, pending, setting }: Situation, proposed: Proposal): Proposal | undefined {
  const target = (side: Side) => {
    const count = proposed[side];
    if (count === undefined || count > ready[side]) return undefined;
    const raised = Math.max(count, setting.least[side]);
    return raised <= ready[side] && raised < ready[side] + pending[side] ? raised : undefined;
  };
  const [prefill, decode] = [target('prefill'), target('decode')];
  return prefill === undefined && decode === undefined ? undefined : { prefill, decode };
}

function fitsBudgets(setting: Setting, { ready, pending }: Situation, targets: Proposal): boolean {
  const after: Pair = {
    prefill: targets.prefill ?? ready.prefill + pending.prefill,
    decode: targets.decode ?? ready.decode + pending.decode,
  };
  const { minGpus, maxGpus } = bandOf(setting);
  const total = totalOf(after, setting.gpus);
  const watts = {
    prefill: setting.limits.prefill?.wattsPerWorker ?? 0,
    decode: setting.limits.decode?.wattsPerWorker ?? 0,
  };
  const limit_w = setting.config.totalGpuPowerLimit_w;
  return (
    (minGpus < 0 || total >= minGpus) &&
    (maxGpus < 0 || total <= maxGpus) &&
    (limit_w === undefined || totalOf(after, watts) <= limit_w)
  );
}
