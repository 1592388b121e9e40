/** How long an engine takes: the simulator's view of a measured profile. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';
import { decodeCurves } from './decode-time.js';
import { type MixedStep, mixedStep } from './mixed-step.js';

export type { Curve } from './curve.js';
export type { PrefillWork } from './prefill-work.js';
export { type PieceVisitor, runSeconds, stepsToReach, visitPieces } from './step-run.js';

/** An engine's times and sizes, ready for the inner loop. */
export interface EngineModel {
  /**
   * Seconds of one step that only decodes `batch` requests, as a piecewise linear curve over their mean context (tokens):
   * what the closed form of a run of steps needs.
   */
  readonly decodeStepCurve: (batch: number) => Curve;
  /** The same curve at kvTokens / batch. */
  readonly decodeStepSeconds: (batch: number, kvTokens: number) => number;
  /** Seconds of one step with prefill work in it, beside a decode batch (0 of it allowed). */
  readonly mixedStepSeconds: MixedStep;
  /** Over the whole worker: all data-parallel ranks. */
  readonly kvCapacityTokens: number;
  readonly kvBytesPerToken: number | undefined;
  /**
   * Data-parallel attention ranks inside the worker; 1 = none. Ranks are taken as balanced: a batch of n is ceil(n / dp) a
   * rank; token budgets and the largest batch are per rank × dp.
   */
  readonly attentionDp: number;
  /** Speculative decoding: mean tokens delivered per request and step, ≥ 1 (1 = off). */
  readonly tokensPerStep: number;
  /** Added to TTFT outside the engine (HTTP, tokenisation); 0 when unknown. */
  readonly clientOverhead_s: number;
}

/** Prepares a checked profile for the simulator's inner loop. */
export function createEngineModel(profile: EngineProfile): EngineModel {
  const decodeStepCurve = decodeCurves(profile);
  return {
    decodeStepCurve,
    decodeStepSeconds: (batch, kvTokens) => linearAt(decodeStepCurve(batch), kvTokens / batch),
    mixedStepSeconds: mixedStep(profile, decodeStepCurve),
    kvCapacityTokens: profile.decode.maxKvTokens,
    kvBytesPerToken: profile.kvBytesPerToken,
    attentionDp: profile.attentionDp ?? 1,
    tokensPerStep: profile.speculative?.tokensPerStep ?? 1,
    clientOverhead_s: (profile.clientOverheadMs ?? 0) / 1000,
  };
}
