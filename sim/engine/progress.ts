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
  return Math.max(1, Math.ceil(left / tokensPerStep - ROUNDING));
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

/** Tokens of the next `steps` steps that come together with another of the same step and sequence. */
export function tokensTogether(
  sequences: readonly Sequence[],
  step: number,
  steps: number,
  tokensPerStep: number,
): number {
  let tokens = 0;
  for (const sequence of sequences) {
    tokens += deliveredAfter(sequence, step + steps, tokensPerStep) - deliveredAfter(sequence, step, tokensPerStep);
  }
  return tokens - steps * sequences.length;
}

/**
 * Steps for which `sequences` sequences surely find blocks among `freeBlocks`: each claims at most
 * (tokens per step · steps ÷ block size + 1) further ones. Below 1 where that is not sure of a single step.
 */
export function stepsOfRoom(freeBlocks: number, sequences: number, blockTokens: number, tokensPerStep: number): number {
  return Math.floor(((freeBlocks / sequences - 1) * blockTokens) / tokensPerStep);
}
