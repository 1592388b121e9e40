/** An engine, lengths and misses of round figures. */
import type { Lengths } from '../demand.js';
import type { Engine } from '../engine.js';
import type { RoleMisses } from '../size.js';

/**
 * A prompt takes 10 ms and 10 µs a token alone, 10 µs a token in a full step of 8,192; a decode step 10 ms at a batch of 1 and 20 ms
 * at 100, at any context. 100,000 KV tokens, batches of 64, prompts of 16,000.
 */
export function plainEngine(fields: Partial<Engine> = {}): Engine {
  return {
    prompt_s: (tokens) => 0.01 + 1e-5 * tokens,
    promptInFullStep_s: (tokens) => 1e-5 * tokens,
    fullStepTokens: 8192,
    steps: () => ({ x: [1, 100], y: [0.01, 0.02] }),
    kvTokens: 100_000,
    maxBatch: 64,
    longestPrompt: 16_000,
    gpus: 1,
    ...fields,
  };
}

/** 1,000 tokens in and 100 out, of a hundred requests whose prompts vary exponentially. */
export const LENGTHS: Lengths = { isl: 1000, osl: 100, islVariation: 1, requests: 100, cachedShare: 0 };

/** A role whose misses are this function of its workers. */
export function missing(missed: (workers: number) => number): RoleMisses {
  return { missed, workerRate: 1, unloaded: {}, infeasible: false };
}
