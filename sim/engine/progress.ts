/**
 * How far a decoding sequence is after so many steps of its engine. With speculative decoding a step gives `tokensPerStep` ≥ 1
 * tokens on average; a sequence gets the whole tokens of the running sum, while its context grows evenly.
 */
import type { Sequence } from './sequence.js';

/** Sums of a fraction that should be whole may miss it by rounding. */
const ROUNDING = 1e-9;

/** Steps from joining to the last token. */
export function stepsToFinish(sequence: Sequence, tokensPerStep: number): number {
  const left = sequence.request.outputTokens - sequence.joinDelivered;
  return tokensPerStep === 1 ? Math.ceil(left) : Math.max(1, Math.ceil(left / tokensPerStep - ROUNDING));
}

/** Tokens delivered when `step` begins. */
export function deliveredAfter(sequence: Sequence, step: number, tokensPerStep: number): number {
  if (step >= sequence.finishStep) return sequence.request.outputTokens;
  return sequence.joinDelivered + Math.floor((step - sequence.joinStep) * tokensPerStep + ROUNDING);
}

/** Tokens in its context when `step` begins. */
export function contextAfter(sequence: Sequence, step: number, tokensPerStep: number): number {
  return sequence.joinContext + (step - sequence.joinStep) * tokensPerStep;
}
