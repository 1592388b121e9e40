/** The prompts that one step works on: a chunk of each, and their sum as the engine model takes it. */
import type { InFlight } from '../cluster/in-flight.js';
import type { PrefillWork } from '../engine-model/index.js';

export class PromptStep {
  readonly chunks: InFlight[] = [];
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
  add(inFlight: InFlight, budget: number): number {
    const { work } = this;
    const tokens = Math.min(inFlight.target - inFlight.computed, budget);
    inFlight.chunk = tokens;
    work.requests++;
    if (this.decodesHere && inFlight.computed + tokens === inFlight.target) work.completing++;
    work.newTokens += tokens;
    work.cachedTokens += inFlight.computed;
    work.attentionPairs += tokens * (inFlight.computed + tokens / 2);
    this.chunks.push(inFlight);
    return tokens;
  }
}
