/** From a load to replica counts: the planner's formulas, its minimum and its GPU budget. */
import type { Load } from '../../forecast/load-forecast.js';
import { bestThroughput, type DecodeGrid, type PrefillCurves } from '../../interpolate/index.js';
import type { ReasonCode } from '../../ports.js';
import { ceil, fixed } from '../python.js';
import type { TickNotes } from '../tick-notes.js';
import { type Replicas, shrinkByFloor, shrinkByRounding } from './budget.js';
import type { DynamoSlaOptions } from './options.js';
import type { ReleaseRules } from './releases.js';

/** What the sizing knows beside the load. */
export interface Sizing {
  readonly options: DynamoSlaOptions;
  readonly rules: ReleaseRules;
  readonly prefill: PrefillCurves;
  readonly decode: DecodeGrid;
  readonly interval_s: number;
  readonly prefillGpus: number;
  readonly decodeGpus: number;
}

/** Measured latency ÷ expected latency, by role. */
export interface CorrectionFactors {
  readonly prefill: number;
  readonly decode: number;
}

/** Replicas for a load. Throws PythonError where the planner's own arithmetic would raise. */
export function size(sizing: Sizing, load: Load, correction: CorrectionFactors, notes: TickNotes): Replicas {
  const prefill = prefillReplicas(sizing, load, correction, notes);
  const decode = decodeReplicas(sizing, load, correction, notes);
  return bound(sizing, { prefill, decode }, notes);
}

/**
 * Prefill: token rate ÷ tokens/s of an engine at this ISL. A TTFT better than expected lowers the rate in proportion;
 * a worse one is taken for queueing and changes nothing.
 */
function prefillReplicas(sizing: Sizing, load: Load, correction: CorrectionFactors, notes: TickNotes): number {
  const rate = ((load.requests * load.isl) / sizing.interval_s) * Math.min(1, orOne(correction.prefill));
  const perGpu = sizing.prefill.tokensPerSecondPerGpu(load.isl);
  if (sizing.rules.zeroThroughputIsMinimum && perGpu <= 0) return sizing.options.minEndpoint;
  const replicas = ceil(rate / perGpu / sizing.prefillGpus);
  notes.number('prefill_load_tokens_per_s', rate);
  notes.number('prefill_engine_tokens_per_s', perGpu * sizing.prefillGpus);
  notes.number('prefill_needed', replicas);
  if (sizing.rules.printsCalculation) {
    notes.info(
      `Prefill calculation: ${fixed(rate, 2)}(p_thpt) / ${fixed(perGpu * sizing.prefillGpus, 2)}(p_engine_cap) = ${replicas}(num_p)`,
    );
  }
  return replicas;
}

/** Python's min(1, NaN) is 1. */
function orOne(factor: number): number {
  return Number.isNaN(factor) ? 1 : factor;
}

/** Decode: token rate ÷ the best tokens/s of an engine whose corrected ITL still keeps the target. */
function decodeReplicas(sizing: Sizing, load: Load, correction: CorrectionFactors, notes: TickNotes): number {
  const { options, interval_s, decodeGpus } = sizing;
  if (correction.decode <= 0) {
    notes.warning(`d_correction_factor is ${pythonFloat(correction.decode)}, using default value of 1.0`);
  }
  const target_s = correction.decode <= 0 ? options.itl_s : options.itl_s / correction.decode;
  const best = bestThroughput(sizing.decode, target_s, load.isl + load.osl / 2);
  if (sizing.rules.zeroThroughputIsMinimum && best.tokensPerSecondPerGpu <= 0) return options.minEndpoint;
  const rate = (load.requests * load.osl) / interval_s;
  const replicas = ceil(rate / best.tokensPerSecondPerGpu / decodeGpus);
  notes.number('decode_itl_target_ms', target_s * 1000);
  notes.number('decode_itl_expected_ms', best.itl_s * 1000);
  notes.number('decode_kv_usage_expected', best.kvUsage);
  notes.number('decode_load_tokens_per_s', rate);
  notes.number('decode_engine_tokens_per_s', best.tokensPerSecondPerGpu * decodeGpus);
  notes.number('decode_needed', replicas);
  if (sizing.rules.printsCalculation) {
    notes.info(
      `Decode calculation: ${fixed(rate, 2)}(d_thpt) / ${fixed(best.tokensPerSecondPerGpu * decodeGpus, 2)}(d_engine_cap) = ${replicas}(num_d)`,
    );
  }
  return replicas;
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** The minimum, then the budget as the release has it. */
function bound(sizing: Sizing, needed: Replicas, notes: TickNotes): Replicas {
  const { options, rules } = sizing;
  const { minEndpoint, maxGpuBudget } = options;
  const gpus = { prefill: sizing.prefillGpus, decode: sizing.decodeGpus };
  const prefill = Math.max(needed.prefill, minEndpoint);
  const decode = Math.max(needed.decode, minEndpoint);
  notes.number('prefill_after_min', prefill);
  notes.number('decode_after_min', decode);
  const reasons: ReasonCode[] = ['forecast'];
  if (prefill > needed.prefill || decode > needed.decode) reasons.push('min_endpoint');
  notes.info(`Predicted number of engine replicas: prefill=${prefill}, decode=${decode}`);

  const shrink = rules.budgetRoundsDown ? shrinkByFloor : shrinkByRounding;
  const bounded = shrink({ prefill, decode }, gpus, maxGpuBudget, minEndpoint);
  if (bounded.prefill === prefill && bounded.decode === decode) {
    notes.because(...reasons);
    return bounded;
  }
  const total = prefill * gpus.prefill + decode * gpus.decode;
  notes.warning(
    `Total number of GPUs required (${total}) exceeds the max GPU budget (${maxGpuBudget}), scaling down to ${bounded.prefill} prefill and ${bounded.decode} decode replicas`,
  );
  notes.because(...reasons, 'gpu_budget');
  return bounded;
}
