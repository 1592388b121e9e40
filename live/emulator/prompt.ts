/** The prompt of a request as the simulated engines take it: how long it is, and which prefix it shares with others. */
import type { Tokenizer } from '../../scenarios/index.js';
import type { Ask } from './api/ask.js';

/** What of a prompt takes time and memory. */
export interface Prompt {
  readonly inputTokens: number;
  /** Chained ids of its full prefix blocks: equal ids, equal text up to the end of the block. */
  readonly prefixBlocks: readonly number[];
  readonly blockTokens: number;
}

/** Counts the text as it is sent, without a chat template; `blockTokens`: tokens of one prefix block. */
export function readPrompt(prompt: Ask['prompt'], tokenizer: Tokenizer, blockTokens: number): Prompt {
  const ids = prompt.flatMap((piece) => (typeof piece === 'string' ? tokenizer.encode(piece) : piece));
  return { inputTokens: Math.max(1, ids.length), prefixBlocks: chainedBlocks(ids, blockTokens), blockTokens };
}

/** 53 bits of two 32-bit hashes that run over all tokens so far: two prompts of equal ids differ with odds of 2⁻⁵³. */
function chainedBlocks(ids: readonly number[], blockTokens: number): number[] {
  const blocks: number[] = [];
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let i = 0; i < ids.length; i++) {
    high = Math.imul(high ^ ids[i]!, 0x01000193);
    low = mixed(low ^ ids[i]!);
    if ((i + 1) % blockTokens === 0) blocks.push((mixed(high) >>> 11) * 2 ** 32 + (low >>> 0));
  }
  return blocks;
}

/** The finish of MurmurHash3. */
function mixed(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
