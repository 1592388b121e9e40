/** How long an engine takes: the simulator's view of a measured profile. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type DecodeTime, decodeTime } from './decode-time.js';
import { type PrefillTime, prefillTime } from './prefill-time.js';

export interface EngineModel {
  readonly prefillSeconds: PrefillTime;
  readonly decodeStepSeconds: DecodeTime;
  readonly kvCapacityTokens: number;
}

/** Prepares a checked profile for the simulator's inner loop. */
export function createEngineModel(profile: EngineProfile): EngineModel {
  return {
    prefillSeconds: prefillTime(profile),
    decodeStepSeconds: decodeTime(profile),
    kvCapacityTokens: profile.decode.maxKvTokens,
  };
}
