/** How long an engine takes: the simulator's view of a measured profile. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';
import { decodeCurves } from './decode-time.js';
import { type PrefillTime, prefillTime } from './prefill-time.js';

export type { Curve } from './curve.js';
export { type PieceVisitor, runSeconds, stepsToReach, visitPieces } from './step-run.js';

/** The prefill part of one step, summed over its chunks. The caller reuses one object. */
export interface PrefillWork {
  requests: number;
  /** Chunks that complete their prompts. */
  completing: number;
  newTokens: number;
  cachedTokens: number;
  attentionPairs: number;
}

export interface EngineModel {
  readonly prefillSeconds: PrefillTime;
  readonly decodeStepCurve: (batch: number) => Curve;
  readonly decodeStepSeconds: (batch: number, kvTokens: number) => number;
  readonly mixedStepSeconds: (work: PrefillWork, decodeBatch: number, decodeKvTokens: number) => number;
  readonly kvCapacityTokens: number;
  readonly kvBytesPerToken: number | undefined;
  readonly attentionDp: number;
  readonly tokensPerStep: number;
  readonly clientOverhead_s: number;
}

/** Prepares a checked profile for the simulator's inner loop. */
export function createEngineModel(profile: EngineProfile): EngineModel {
  const decodeStepCurve = decodeCurves(profile);
  const prefillSeconds = prefillTime(profile);
  const decodeStepSeconds = (batch: number, kvTokens: number) => linearAt(decodeStepCurve(batch), kvTokens / batch);
  return {
    prefillSeconds,
    decodeStepCurve,
    decodeStepSeconds,
    mixedStepSeconds: (work, decodeBatch, decodeKvTokens) =>
      prefillSeconds(work.newTokens + work.cachedTokens) -
      (work.cachedTokens > 0 ? prefillSeconds(work.cachedTokens) : 0) +
      (decodeBatch > 0 ? decodeStepSeconds(decodeBatch, decodeKvTokens) : 0),
    kvCapacityTokens: profile.decode.maxKvTokens,
    kvBytesPerToken: profile.kvBytesPerToken,
    attentionDp: 1,
    tokensPerStep: profile.speculative?.tokensPerStep ?? 1,
    clientOverhead_s: 0,
  };
}
