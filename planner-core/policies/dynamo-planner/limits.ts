/** The budget as each release applies it to what scaling asks for. */
import type { ReasonCode } from '../../ports.js';
import { type Band, clampPair, clampSingle, fitDirection, type Pair } from './budget.js';
import { type Guarded, guardPair, guardSingle } from './budget-guard.js';
import type { Side } from './config.js';
import type { Setting, Situation } from './situation.js';

/** The GPU band of the configuration. */
export function bandOf({ config }: Setting): Band {
  return { minGpus: config.minGpuBudget, maxGpus: config.maxGpuBudget };
}

/** One side's count within the budget; the guard's reason where it held or reconciled. */
export function limitSingle({ setting, ready }: Situation, side: Side, desired: number): Guarded<number> {
  const { least, gpus, rules } = setting;
  if (rules.guardsBudget) return guardSingle(ready[side], desired, gpus[side], bandOf(setting), least[side]);
  return { counts: clampSingle(Math.max(desired, least[side]), gpus[side], bandOf(setting), least[side]) };
}

/** Both sides' counts within the budget. A side below its minimum is raised first, from the other side if need be. */
export function limitPair({ setting, ready }: Situation, desired: Pair): Guarded<Pair> {
  const { least, gpus, rules } = setting;
  const raised = atLeast(desired, least);
  if (!rules.guardsBudget) return { counts: clampPair(raised, gpus, bandOf(setting), least, rules.keepsDecode) };
  if (isBelowLeast(ready, least)) {
    return { counts: clampPair(raised, gpus, bandOf(setting), least), reason: 'gpu_budget_reconcile' };
  }
  return guardPair(ready, desired, gpus, bandOf(setting), least);
}

/** Only the ceiling: what throughput scaling may demand. The fewest GPUs are no demand. */
export function ceilSingle({ setting, ready }: Situation, side: Side, desired: number): Guarded<number> {
  if (!setting.rules.guardsBudget) return { counts: desired };
  const ceiling = { ...bandOf(setting), minGpus: -1 };
  return guardSingle(ready[side], desired, setting.gpus[side], ceiling, setting.least[side]);
}

/** Both sides' counts under the ceiling, no move turned round. */
export function ceilPair({ setting, ready }: Situation, desired: Pair): Pair {
  const { least, gpus, rules } = setting;
  if (!rules.guardsBudget) return desired;
  const ceiling = { ...bandOf(setting), minGpus: -1 };
  return isBelowLeast(ready, least)
    ? clampPair(atLeast(desired, least), gpus, ceiling, least)
    : fitDirection(ready, desired, gpus, ceiling, least);
}

/** Each side's larger count. */
export function atLeast(counts: Pair, least: Pair): Pair {
  return { prefill: Math.max(counts.prefill, least.prefill), decode: Math.max(counts.decode, least.decode) };
}

function isBelowLeast(ready: Pair, least: Pair): boolean {
  return ready.prefill < least.prefill || ready.decode < least.decode;
}

/** A reason where there is one, to spread into an answer. */
export function because(reason: ReasonCode | undefined): { readonly reason?: ReasonCode } {
  return reason === undefined ? {} : { reason };
}
