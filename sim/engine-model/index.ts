/** How long an engine takes: the simulator's view of a measured profile. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';
import { decodeCurves } from './decode-time.js';
import { type PrefillTime, prefillTime } from './prefill-time.js';

export type { Curve } from './curve.js';
export { type PieceVisitor, runSeconds, stepsToReach, visitPieces } from './step-run.js';

export interface EngineModel {
  readonly prefillSeconds: PrefillTime;
  /** Step time over the mean context, for a batch size. */
  readonly decodeStepCurve: (batch: number) => Curve;
  /** Seconds of one step of `batch` requests with `kvTokens` tokens of context in all. */
  readonly decodeStepSeconds: (batch: number, kvTokens: number) => number;
  readonly kvCapacityTokens: number;
}

/** Prepares a checked profile for the simulator's inner loop. */
export function createEngineModel(profile: EngineProfile): EngineModel {
  const decodeStepCurve = decodeCurves(profile);
  return {
    prefillSeconds: prefillTime(profile),
    decodeStepCurve,
    decodeStepSeconds: (batch, kvTokens) => linearAt(decodeStepCurve(batch), kvTokens / batch),
    kvCapacityTokens: profile.decode.maxKvTokens,
  };
}
