/**
 * How far a decoding sequence is after so many steps of its engine. With speculative decoding a step gives `tokensPerStep` ≥ 1
 * tokens on average; a sequence gets the whole tokens of the running sum, while its context grows evenly.
 */
import type { InFlight } from '../cluster/in-flight.js';

/** Sums of a fraction that should be whole may miss it by rounding. */
const ROUNDING = 1e-9;

/** Steps from joining to the last token. */
export function stepsToFinish(inFlight: InFlight, tokensPerStep: number): number {
  const left = inFlight.request.outputTokens - inFlight.joinDelivered;
  return tokensPerStep === 1 ? Math.ceil(left) : Math.max(1, Math.ceil(left / tokensPerStep - ROUNDING));
}

/** Tokens delivered when `step` begins. */
export function deliveredAfter(inFlight: InFlight, step: number, tokensPerStep: number): number {
  if (step >= inFlight.finishStep) return inFlight.request.outputTokens;
  return inFlight.joinDelivered + Math.floor((step - inFlight.joinStep) * tokensPerStep + ROUNDING);
}

/** Tokens in its context when `step` begins. */
export function contextAfter(inFlight: InFlight, step: number, tokensPerStep: number): number {
  return inFlight.joinContext + (step - inFlight.joinStep) * tokensPerStep;
}
