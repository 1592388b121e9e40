/** The prompts that one step works on: a chunk of each, and their sum as the engine model takes it. */
import type { PrefillWork } from '../engine-model/index.js';
import type { Sequence } from './sequence.js';

/** The prompts of the step under way. */
export class PromptStep<S extends Sequence> {
  readonly chunks: S[] = [];
  readonly work: PrefillWork = { requests: 0, completing: 0, newTokens: 0, cachedTokens: 0, attentionPairs: 0 };

  constructor(private readonly decodesHere: boolean) {}

  clear(): void {
    const { work } = this;
    this.chunks.length = 0;
    work.requests = 0;
    work.completing = 0;
    work.newTokens = 0;
    work.cachedTokens = 0;
    work.attentionPairs = 0;
  }

  /** Adds what is left of a prompt, at most `budget` tokens; returns how many. */
  add(sequence: S, budget: number): number {
    const { work } = this;
    const tokens = Math.min(sequence.target - sequence.computed, budget);
    sequence.chunk = tokens;
    work.requests++;
    if (this.decodesHere && sequence.computed + tokens === sequence.target) work.completing++;
    work.newTokens += tokens;
    work.cachedTokens += sequence.computed;
    work.attentionPairs += tokens * (sequence.computed + tokens / 2);
    this.chunks.push(sequence);
    return tokens;
  }
}
