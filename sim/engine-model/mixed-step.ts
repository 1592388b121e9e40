/**
 * Time of a step with prefill work in it. The decode requests' tokens pass the linear layers together with the prompt's, so
 * what a decode step spends there — its time at the shortest context, weights read once — shrinks to what the tokens add to
 * the prompt's share; their attention stays. `mixed.overlap` tells how much of that an engine reaches.
 */
import type { EngineProfile, StepPolynomials } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';
import { polynomial } from './decode-time.js';
import { attentionSeconds, linearSeconds, type PrefillWork, prefillModel } from './prefill-work.js';

/** Seconds of one step: prefill work beside a decode batch with this many tokens of context in all. */
export type MixedStep = (work: PrefillWork, decodeBatch: number, decodeKvTokens: number) => number;

/** The time of steps with prefill work, from a profile and its decode step times. */
export function mixedStep(profile: EngineProfile, decodeStepCurve: (batch: number) => Curve): MixedStep {
  if (profile.polynomials) return polynomialStep(profile.polynomials, profile, decodeStepCurve);
  const overhead_s = (profile.stepOverheadMs ?? 0) / 1000;
  const overlap = profile.mixed?.overlap ?? 1;
  const part = tablePart(profile);
  return (work, decodeBatch, decodeKvTokens) => {
    const alone_s = overhead_s + part.seconds(work, 0);
    if (decodeBatch === 0) return alone_s;
    const curve = decodeStepCurve(decodeBatch);
    const decode_s = linearAt(curve, decodeKvTokens / decodeBatch) - overhead_s;
    if (overlap === 0) return alone_s + decode_s;
    const added_s = part.seconds(work, decodeBatch) - part.seconds(work, 0);
    const shared_s = Math.max(0, curve.y[0]! - overhead_s - added_s);
    return Math.max(overhead_s + decode_s, alone_s + decode_s - overlap * shared_s);
  };
}

/** Seconds of the prefill part when `others` tokens of decode requests go with it. */
interface PrefillPart {
  seconds(work: PrefillWork, others: number): number;
}

/**
 * Dynamo's mock engine: both parts in turn. The decode part depends on the KV of everybody inside, prompts in work included,
 * and is there as soon as anyone gets a token in the step (docs/explanation/dynamo-replay.md).
 */
function polynomialStep(
  { prefillMs }: StepPolynomials,
  profile: EngineProfile,
  decodeStepCurve: (batch: number) => Curve,
): MixedStep {
  const overhead_s = (profile.stepOverheadMs ?? 0) / 1000;
  const overAllTokens = decodeStepCurve(1);
  return (work, decodeBatch, decodeKvTokens) => {
    const prefill_s = polynomial(prefillMs, work.newTokens) / 1000;
    if (decodeBatch + work.completing === 0) return overhead_s + prefill_s;
    return prefill_s + linearAt(overAllTokens, decodeKvTokens + work.cachedTokens + work.newTokens);
  };
}

/** The busiest rank decides: whole prompts are dealt to the ranks one by one. */
function tablePart(profile: EngineProfile): PrefillPart {
  const model = prefillModel(profile);
  const factor = profile.calibration?.prefillFactor ?? 1;
  const ranks = profile.attentionDp ?? 1;
  return {
    seconds: (work, others) => {
      const share = ranks === 1 || work.requests === 0 ? 1 : Math.ceil(work.requests / ranks) / work.requests;
      const tokens = share * work.newTokens + others / ranks;
      return factor * (linearSeconds(model, tokens) + share * attentionSeconds(model, work));
    },
  };
}
