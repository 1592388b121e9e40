/** An engine profile as the forward passes it was measured by: what Dynamo's planner boots its model from. */

import { roundHalfEven } from '../interpolate/index.js';
import type { EngineStep } from '../ports.js';
import type { EngineProfile } from '../profile.js';

/** Prefill passes of single prompts, or decode passes; seconds. */
export function profileSteps(profile: EngineProfile, of: 'prefill' | 'decode'): EngineStep[] {
  return of === 'prefill' ? prefillSteps(profile) : decodeSteps(profile);
}

function prefillSteps({ prefill }: EngineProfile): EngineStep[] {
  return prefill.isl.map((isl, i) => ({
    wallTime: prefill.ttftMs[i]! / 1000,
    prefillRequests: 1,
    prefillTokens: Math.trunc(isl),
    decodeRequests: 0,
    decodeKvTokens: 0,
  }));
}

function decodeSteps({ decode }: EngineProfile): EngineStep[] {
  return decode.kvUsage.map((usage, i) => {
    const kvTokens = roundHalfEven(usage * decode.maxKvTokens);
    const context = decode.contextTokens[i]!;
    return {
      wallTime: decode.itlMs[i]! / 1000,
      prefillRequests: 0,
      prefillTokens: 0,
      decodeRequests: context > 0 ? Math.max(1, roundHalfEven(kvTokens / context)) : 1,
      decodeKvTokens: kvTokens,
    };
  });
}
