/** Load scaling: the verdict of each side, the floor that throughput scaling has set, the budget, and why. */
import type { ReasonCode, WorkerObservation } from '../../ports.js';
import type { Side } from './config.js';
import { atLeast, because, ceilPair, limitPair, limitSingle } from './limits.js';
import { aggregatedSlaVerdict, slaVerdict } from './load-sla.js';
import { staticVerdict, type Verdict } from './load-static.js';
import { isBlocked, isStarting, type Proposal, type Situation } from './situation.js';
import { startupPair, startupReduction } from './startup.js';

/** What one kind of scaling asks for, and why. */
export interface ScalingAnswer {
  readonly proposal?: Proposal;
  readonly reason?: ReasonCode;
}

/** One tick of load scaling. */
export function loadScaling(situation: Situation): ScalingAnswer {
  const { mode, enableLoadScaling } = situation.setting.config;
  if (!enableLoadScaling) return { reason: 'disabled' };
  if (mode === 'disagg') return bothSides(situation);
  const side = mode === 'prefill' ? 'prefill' : 'decode';
  const obstacle = obstacleOf(situation, [side]);
  if (obstacle) return { reason: obstacle };
  const answer = mode === 'agg' ? aggregated(situation) : oneSide(situation, side);
  return isStarting(situation) ? onlyReductions(situation, answer) : answer;
}

/** What keeps load scaling from looking at all. */
function obstacleOf(situation: Situation, sides: readonly Side[]): ReasonCode | undefined {
  if (sides.every((side) => situation.workers[side].length === 0)) return 'no_fpm_data';
  if (sides.some((side) => isBlocked(situation, side))) return 'scaling_in_progress';
  const mismatched = sides.some(
    (side) => situation.workers[side].length > 0 && !areComplete(situation.workers[side], situation.ready[side]),
  );
  return mismatched ? 'worker_count_mismatch' : undefined;
}

/** Whether every worker reports, each with the same number of ranks. */
function areComplete(workers: readonly WorkerObservation[], ready: number): boolean {
  const ranks = new Map<string, number>();
  for (const { id } of workers) ranks.set(id, (ranks.get(id) ?? 0) + 1);
  return ranks.size === ready && new Set(ranks.values()).size <= 1;
}

function verdictOf(situation: Situation, side: Side): Verdict {
  const { optimizationTarget } = situation.setting.config;
  return optimizationTarget === 'sla' ? slaVerdict(situation, side) : staticVerdict(situation, side);
}

function floorOf({ setting, floor }: Situation, side: Side): number {
  return setting.config.enableThroughputScaling ? floor[side] : 0;
}

function oneSide(situation: Situation, side: Side): ScalingAnswer {
  const { setting } = situation;
  const verdict = verdictOf(situation, side);
  const ready = situation.ready[side];
  if (verdict.desired === undefined && !setting.rules.holdsWithoutModel) return because(verdict.reason);
  const asked = verdict.desired ?? ready;
  if (isStarting(situation) && asked > ready) return because(verdict.reason);
  const original = setting.rules.holdsWithoutModel ? Math.max(asked, setting.least[side]) : asked;
  const limited = limitSingle(situation, side, Math.max(original, floorOf(situation, side)));
  if (verdict.desired === undefined && limited.counts === ready) return because(limited.reason ?? verdict.reason);
  const reason = limited.reason ?? moveReason(limited.counts, original, ready, situation.pending[side]);
  return { proposal: { [side]: limited.counts }, reason };
}

function moveReason(final: number, original: number, ready: number, pending: number): ReasonCode {
  if (final < ready + pending) return final > original ? 'scale_down_capped_by_throughput' : 'scale_down';
  return final > ready ? 'scale_up' : 'no_change';
}

function aggregated(situation: Situation): ScalingAnswer {
  const { config } = situation.setting;
  return config.optimizationTarget === 'sla' ? aggregatedBySla(situation) : aggregatedByThreshold(situation);
}

function aggregatedByThreshold(situation: Situation): ScalingAnswer {
  const verdict = staticVerdict(situation, 'decode');
  const ready = situation.ready.decode;
  const original = verdict.desired;
  if (original === undefined || (isStarting(situation) && original > ready)) return because(verdict.reason);
  const raised = Math.max(original, situation.setting.least.decode, floorOf(situation, 'decode'));
  const limited = limitSingle(situation, 'decode', raised);
  const reason = limited.reason ?? moveReason(limited.counts, original, ready, situation.pending.decode);
  return { proposal: { decode: limited.counts }, reason };
}

function aggregatedBySla(situation: Situation): ScalingAnswer {
  const verdict = aggregatedSlaVerdict(situation);
  const ready = situation.ready.decode;
  const pending = situation.pending.decode;
  const original = verdict.desired;
  if (original === undefined || (isStarting(situation) && original > ready)) return because(verdict.reason);
  const raised = Math.max(original, situation.setting.least.decode, floorOf(situation, 'decode'));
  const limited = limitSingle(situation, 'decode', raised);
  const capped = limited.counts > original && original < ready;
  const cancelsStartup = verdict.reason === undefined && pending > 0 && original <= ready;
  if (limited.counts === ready && !cancelsStartup) {
    const held = verdict.reason !== undefined && !capped ? verdict.reason : 'no_change';
    return { reason: limited.reason ?? (capped ? 'scale_down_capped_by_throughput' : held) };
  }
  const down = capped ? 'scale_down_capped_by_throughput' : 'scale_down';
  const reason = limited.reason ?? (limited.counts < ready + pending ? down : 'scale_up');
  return { proposal: { decode: limited.counts }, reason };
}

function bothSides(situation: Situation): ScalingAnswer {
  const obstacle = obstacleOf(situation, ['prefill', 'decode']);
  if (obstacle) return { reason: obstacle };
  const { ready, setting } = situation;
  const verdicts = { prefill: sideVerdict(situation, 'prefill'), decode: sideVerdict(situation, 'decode') };
  const original = {
    prefill: verdicts.prefill.desired ?? ready.prefill,
    decode: verdicts.decode.desired ?? ready.decode,
  };
  const floored = atLeast(original, { prefill: floorOf(situation, 'prefill'), decode: floorOf(situation, 'decode') });
  const raised = atLeast(floored, setting.least);
  if (isStarting(situation)) {
    const proposal = startupPair(situation, {
      prefill: verdicts.prefill.desired === undefined ? undefined : raised.prefill,
      decode: verdicts.decode.desired === undefined ? undefined : raised.decode,
    });
    return proposal ? { proposal, reason: 'scale_down' } : because(verdicts.prefill.reason ?? verdicts.decode.reason);
  }
  const lifted = floored.prefill > original.prefill || floored.decode > original.decode;
  const limited = limitPair(situation, lifted ? ceilPair(situation, raised) : raised);
  const final = limited.counts;
  const reasons = (['prefill', 'decode'] as const).map((side) =>
    pairReason(final[side], original[side], floored[side], ready[side]),
  );
  const most = mostTelling(reasons);
  if (final.prefill !== ready.prefill || final.decode !== ready.decode) {
    return { proposal: final, reason: limited.reason ?? most };
  }
  const own = [verdicts.prefill.reason, verdicts.decode.reason].find((code) => code && code !== 'no_change');
  return { reason: limited.reason ?? own ?? most };
}

/** While workers start, a wish for more of a side is no wish. */
function sideVerdict(situation: Situation, side: Side): Verdict {
  if (situation.workers[side].length === 0) return {};
  const verdict = verdictOf(situation, side);
  const growsWhileStarting = isStarting(situation) && (verdict.desired ?? 0) > situation.ready[side];
  return growsWhileStarting ? because(verdict.reason) : verdict;
}

/** Only the throughput floor counts as capping; a minimum or a budget does not. */
function pairReason(final: number, original: number, floored: number, ready: number): ReasonCode {
  if (final > ready) return 'scale_up';
  if (floored > original && original < ready) return 'scale_down_capped_by_throughput';
  return final < ready ? 'scale_down' : 'no_change';
}

const TELLING: readonly ReasonCode[] = ['scale_up', 'scale_down_capped_by_throughput', 'scale_down', 'no_change'];

function mostTelling(reasons: readonly ReasonCode[]): ReasonCode {
  return TELLING.find((code) => reasons.includes(code)) ?? 'no_change';
}

function onlyReductions(situation: Situation, answer: ScalingAnswer): ScalingAnswer {
  if (!answer.proposal) return answer;
  const { ready, pending } = situation;
  const proposal = {
    prefill: startupReduction(answer.proposal.prefill, ready.prefill, pending.prefill),
    decode: startupReduction(answer.proposal.decode, ready.decode, pending.decode),
  };
  const { proposal: _all, ...rest } = answer;
  return proposal.prefill === undefined && proposal.decode === undefined ? rest : { ...rest, proposal };
}
