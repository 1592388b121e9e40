/** A prompt's prefix in engine blocks of 16 tokens. */
import { describe, expect, it } from 'vitest';
import { requestOf } from '../../testing/index.js';
import { prefixBlocks, promptBlocks } from './blocks.js';

describe('the blocks of a prompt', () => {
  it.each([
    [0, 0],
    [15, 0],
    [16, 1],
    [160, 10],
    [175, 10],
  ])('of %d tokens are %d: the partial one at the end has no hash', (inputTokens, blocks) => {
    expect(promptBlocks(requestOf({ inputTokens }), 16)).toBe(blocks);
  });
});

describe('the blocks inside a prefix', () => {
  it.each([
    [0, 0],
    [1, 4],
    [2, 8],
    [3, 10], // no further than the prompt
  ])('of %d trace blocks of 64 tokens, of a prompt of 170, are %d', (traceBlocks, blocks) => {
    expect(prefixBlocks(requestOf({ inputTokens: 170, blockTokens: 64 }), traceBlocks, 16)).toBe(blocks);
  });

  it('are whole ones, where the sizes do not go into each other', () => {
    const request = requestOf({ inputTokens: 200, blockTokens: 24 });
    expect([1, 2, 3].map((traceBlocks) => prefixBlocks(request, traceBlocks, 16))).toEqual([1, 3, 4]);
  });

  it('are of 512 tokens where the trace does not say', () => {
    expect(prefixBlocks(requestOf({ inputTokens: 2000 }), 2, 16)).toBe(64);
  });
});
