/**
 * Throughput scaling: forecast requests per second ÷ what one engine serves within its targets. Where load scaling runs
 * too, the answer is only its floor.
 */

import type { Load } from '../../forecast/load-forecast.js';
import { type EngineCapacity, engineCapacity } from '../../perf-model/index.js';
import type { ReasonCode } from '../../ports.js';
import { type Pair, totalOf } from './budget.js';
import { samePair } from './budget-guard.js';
import type { Side } from './config.js';
import { atLeast, because, ceilPair, ceilSingle, limitPair, limitSingle } from './limits.js';
import type { ScalingAnswer } from './load.js';
import { isStarting, type Situation } from './situation.js';
import { startupPair } from './startup.js';

/** What throughput scaling asks for, as an order or as a floor. */
export interface ThroughputAnswer extends ScalingAnswer {
  /** The floor for load scaling, where it changes. */
  readonly floor?: Partial<Pair>;
}

/** `window_s`: the seconds that the forecast requests are spread over. */
export function throughputScaling(situation: Situation, load: Load, window_s: number): ThroughputAnswer {
  const { config } = situation.setting;
  if (!config.enableThroughputScaling) return { reason: 'disabled' };
  if (window_s <= 0) return { reason: 'no_traffic_data' };
  if (config.mode === 'disagg') return bothSides(situation, load, window_s);
  return oneSide(situation, config.mode === 'prefill' ? 'prefill' : 'decode', load, window_s);
}

/** Workers for the load, at least the minimum; `undefined` while the model cannot tell. */
function needed(situation: Situation, side: Side, load: Load, window_s: number): number | undefined {
  const capacity = capacityOf(situation, side, load);
  if (!capacity || capacity.rps <= 0) return undefined;
  situation.notes.number(`${side}_engine_requests_per_s`, capacity.rps);
  const count = Math.ceil(load.requests / window_s / capacity.rps);
  if (!Number.isFinite(count)) return undefined;
  situation.notes.number(`${side}_needed`, count);
  return Math.max(count, situation.setting.least[side]);
}

function capacityOf(situation: Situation, side: Side, { isl, osl }: Load): EngineCapacity | undefined {
  const { config, limits } = situation.setting;
  const model = situation.models[side];
  if (!model || (config.mode === 'agg' && !limits.decode?.maxBatchedTokens)) return undefined;
  const wantsTtft = side === 'prefill' || config.mode === 'agg';
  return engineCapacity(model, {
    isl,
    osl,
    kvHitRate: wantsTtft ? situation.kvHitRate : undefined,
    acceptLength: side === 'prefill' ? 1 : situation.acceptLength,
    ttft_s: wantsTtft ? config.ttft_ms / 1000 : undefined,
    itl_s: side === 'prefill' ? undefined : config.itl_ms / 1000,
  });
}

/** One decision moves a count by so many workers at most. */
function stepLimited({ setting, ready }: Situation, side: Side, desired: number): number {
  if (!setting.rules.limitsThroughputStep) return desired;
  const limit = setting.config.maxThroughputScalingReplicas;
  return Math.min(Math.max(desired, Math.max(0, ready[side] - limit)), ready[side] + limit);
}

function oneSide(situation: Situation, side: Side, load: Load, window_s: number): ThroughputAnswer {
  const { setting, ready, pending } = situation;
  const count = needed(situation, side, load, window_s);
  if (count === undefined && !setting.rules.holdsWithoutModel) return { reason: 'model_not_ready' };
  const notReady = count === undefined;
  const asked = Math.max(stepLimited(situation, side, count ?? ready[side]), setting.least[side]);
  const ceiled = ceilSingle(situation, side, asked);
  if (setting.config.enableLoadScaling) {
    const held = ceiled.reason === 'gpu_budget_guard_hold' ? ceiled.reason : 'set_lower_bound';
    return { floor: { [side]: ceiled.counts }, reason: notReady ? 'model_not_ready' : held };
  }
  if (isStarting(situation) && (notReady || asked > ready[side])) {
    return notReady ? { reason: 'model_not_ready' } : {};
  }
  const limited = limitSingle(situation, side, ceiled.counts);
  if (setting.rules.holdsWithoutModel && limited.counts === ready[side] && pending[side] === 0) {
    return { reason: notReady ? 'model_not_ready' : (limited.reason ?? ceiled.reason ?? 'no_change') };
  }
  return { proposal: { [side]: limited.counts }, reason: notReady ? 'model_not_ready' : 'scale' };
}

function bothSides(situation: Situation, load: Load, window_s: number): ThroughputAnswer {
  const { setting, ready } = situation;
  const prefill = needed(situation, 'prefill', load, window_s);
  const decode = needed(situation, 'decode', load, window_s);
  const notReady = prefill === undefined || decode === undefined;
  if (notReady && !setting.rules.holdsWithoutModel) return { reason: 'model_not_ready' };
  const counts = notReady ? ready : { prefill, decode };
  const limitedStep = {
    prefill: stepLimited(situation, 'prefill', counts.prefill),
    decode: stepLimited(situation, 'decode', counts.decode),
  };
  const asked = atLeast(limitedStep, setting.least);
  if (isStarting(situation) && !setting.config.enableLoadScaling) return whileStarting(situation, asked, notReady);
  const ceiled = ceilPair(situation, asked);
  const held = samePair(ceiled, ready) && !samePair(asked, ready);
  if (setting.config.enableLoadScaling) {
    const reason: ReasonCode = held ? 'gpu_budget_guard_hold' : 'set_lower_bound';
    return { floor: ceiled, reason: notReady ? 'model_not_ready' : reason };
  }
  const limited = limitPair(situation, ceiled);
  situation.notes.number('gpus_after_budget', totalOf(limited.counts, setting.gpus));
  if (setting.rules.holdsWithoutModel && samePair(limited.counts, ready)) {
    const reason = limited.reason ?? (held ? 'gpu_budget_guard_hold' : 'no_change');
    return { reason: notReady ? 'model_not_ready' : reason };
  }
  return { proposal: limited.counts, reason: notReady ? 'model_not_ready' : 'scale' };
}

function whileStarting(situation: Situation, asked: Pair, notReady: boolean): ThroughputAnswer {
  if (notReady) return { reason: 'model_not_ready' };
  const proposal = startupPair(situation, asked);
  return proposal ? { proposal, reason: 'scale' } : because(undefined);
}
