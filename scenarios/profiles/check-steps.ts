/** The rules for step times and the facts about an engine beside them. */
import type { EngineProfile } from '../../planner-core/index.js';
import { checkArray, checkAscending, checkLengths, checkNumber, count, positive, type Rule, share } from './rules.js';

const notNegative: Rule = (value) => (value >= 0 ? undefined : 'must not be below 0');
const atLeastOne: Rule = (value) => (value >= 1 ? undefined : 'must be at least 1');

/** Every impossible entry of the step tables. */
export function stepFaults(profile: EngineProfile): string[] {
  return [...prefillStepFaults(profile), ...decodeStepFaults(profile), ...polynomialFaults(profile)];
}

/** Every impossible entry of overheads, ranks, speculation and calibration. */
export function engineFaults(profile: EngineProfile): string[] {
  const { stepOverheadMs, clientOverheadMs, attentionDp, speculative, mixed } = profile;
  return [
    ...checkOptional('step_overhead_ms', stepOverheadMs, notNegative),
    ...checkOptional('client_overhead_ms', clientOverheadMs, notNegative),
    ...checkOptional('attention_dp', attentionDp, count),
    ...checkOptional('speculative.tokens_per_step', speculative?.tokensPerStep, atLeastOne),
    ...checkOptional('mixed.overlap', mixed?.overlap, share),
    ...calibrationFaults(profile),
  ];
}

function prefillStepFaults({ prefillSteps, prefillTable }: EngineProfile): string[] {
  const faults: string[] = [];
  if (prefillSteps) {
    faults.push(
      ...checkArray('prefill_steps.tokens', prefillSteps.tokens, positive),
      ...checkArray('prefill_steps.step_ms', prefillSteps.stepMs, positive),
      ...checkLengths('prefill_steps', [prefillSteps.tokens, prefillSteps.stepMs], 1),
      ...checkAscending('prefill_steps.tokens', prefillSteps.tokens),
    );
  }
  if (prefillTable) {
    const { batch, newTokens, cachedTokens, stepMs } = prefillTable;
    faults.push(
      ...checkArray('prefill_table.batch', batch, count),
      ...checkArray('prefill_table.new_tokens', newTokens, positive),
      ...checkArray('prefill_table.cached_tokens', cachedTokens, notNegative),
      ...checkArray('prefill_table.step_ms', stepMs, positive),
      ...checkLengths('prefill_table', [batch, newTokens, cachedTokens, stepMs], 1),
    );
    if (!batch.some((size, i) => size === 1 && cachedTokens[i] === 0))
      faults.push('prefill_table: no point of batch 1 without cached tokens; the others are measured against those');
  }
  return faults;
}

function decodeStepFaults({ decodeSteps }: EngineProfile): string[] {
  if (!decodeSteps) return [];
  const rows = decodeSteps.flatMap((row, i) => {
    const name = `decode_steps[${i}]`;
    return [
      ...checkNumber(`${name}.context_tokens`, row.contextTokens, positive),
      ...checkArray(`${name}.batch`, row.batch, positive),
      ...checkArray(`${name}.step_ms`, row.stepMs, positive),
      ...checkLengths(name, [row.batch, row.stepMs], 1),
      ...checkAscending(`${name}.batch`, row.batch),
    ];
  });
  const contexts = decodeSteps.map((row) => row.contextTokens);
  return [
    ...checkLengths('decode_steps', [contexts], 1),
    ...rows,
    ...checkAscending('decode_steps context_tokens', contexts),
  ];
}

function polynomialFaults({ polynomials }: EngineProfile): string[] {
  if (!polynomials) return [];
  const { prefillMs, decodeMs, decodeFloorMs } = polynomials;
  const finite: Rule = () => undefined;
  return [
    ...checkArray('polynomials.prefill_ms', prefillMs, notNegative),
    ...checkArray('polynomials.decode_ms', decodeMs, finite),
    ...checkLengths('polynomials.prefill_ms', [prefillMs], 1),
    ...checkLengths('polynomials.decode_ms', [decodeMs], 1),
    ...checkNumber('polynomials.decode_floor_ms', decodeFloorMs, positive),
  ];
}

function calibrationFaults({ calibration }: EngineProfile): string[] {
  if (!calibration) return [];
  const { prefillFactor, decodeFactors } = calibration;
  return [
    ...checkNumber('calibration.prefill_factor', prefillFactor, positive),
    ...checkArray('calibration.decode_factors.batch', decodeFactors.batch, positive),
    ...checkArray('calibration.decode_factors.factor', decodeFactors.factor, positive),
    ...checkLengths('calibration.decode_factors', [decodeFactors.batch, decodeFactors.factor], 1),
    ...checkAscending('calibration.decode_factors.batch', decodeFactors.batch),
  ];
}

function checkOptional(name: string, value: number | undefined, rule: Rule): string[] {
  return value === undefined ? [] : checkNumber(name, value, rule);
}
