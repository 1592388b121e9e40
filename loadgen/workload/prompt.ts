/**
 * Prompts of an exact number of tokens, made of words that are one token each. The same seed and request give the same text;
 * equal prefix blocks and turns of one session begin alike, and nothing else does, so that a server's prefix cache hits
 * where the trace says and nowhere else.
 */

import type { TrafficRequest } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';

const CORPUS_WORDS = 1 << 15;
/** Words at the start of a text that tell it from every other: 16 words to the power of 8 is 32 bits. */
const HEAD_WORDS = 8;
const HEAD_BASE = 16;

/** What of a request decides its text. */
export type Prompted = Pick<TrafficRequest, 'id' | 'inputTokens' | 'prefixBlocks' | 'blockTokens'> & {
  readonly sessionId?: string | undefined;
};
/** The text of a request, of exactly its tokens. */
export type Prompts = (request: Prompted) => string;

/** `words`: at least 16, each one token after a space. */
export function createPrompts(words: readonly string[], seed: number): Prompts {
  const corpus = createCorpus(words, seed);
  const text = (key: string, tokens: number) => {
    const hash = hash32(`${seed}/${key}`);
    const head = headWords(words, hash);
    if (tokens <= HEAD_WORDS) return joined(head.slice(0, tokens));
    return joined(head) + corpus(hash, tokens - HEAD_WORDS);
  };
  return ({ id, inputTokens, sessionId, prefixBlocks, blockTokens }) => {
    if (prefixBlocks && blockTokens) {
      return prefixBlocks
        .map((block, i) => text(`block/${block}`, Math.min(blockTokens, inputTokens - i * blockTokens)))
        .join('');
    }
    return text(sessionId === undefined ? `request/${id}` : `session/${sessionId}`, inputTokens);
  };
}

/** Running text to cut from: `(hash, n)` gives n words from a place that the hash chooses. */
function createCorpus(words: readonly string[], seed: number): (hash: number, tokens: number) => string {
  const random = randomStream(seed, 'prompt_words');
  const starts = new Uint32Array(CORPUS_WORDS + 1);
  let whole = '';
  for (let i = 0; i < CORPUS_WORDS; i++) {
    whole += ` ${words[Math.floor(random.next() * words.length)]!}`;
    starts[i + 1] = whole.length;
  }
  return (hash, tokens) => {
    let text = '';
    let from = hash % CORPUS_WORDS;
    for (let left = tokens; left > 0; ) {
      const taken = Math.min(left, CORPUS_WORDS - from);
      text += whole.slice(starts[from]!, starts[from + taken]!);
      left -= taken;
      from = 0;
    }
    return text;
  };
}

function headWords(words: readonly string[], hash: number): string[] {
  return Array.from({ length: HEAD_WORDS }, (_, i) => words[Math.floor(hash / HEAD_BASE ** i) % HEAD_BASE]!);
}

function joined(words: readonly string[]): string {
  return words.map((word) => ` ${word}`).join('');
}

/** FNV-1a with a final mix (MurmurHash3's), so that keys that differ in one digit differ everywhere. */
function hash32(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
