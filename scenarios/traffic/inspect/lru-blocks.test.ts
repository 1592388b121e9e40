import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LruBlocks } from './lru-blocks.js';

/** Hits after each request. */
function hits(capacity: number, ...requests: number[][]): number[] {
  const cache = new LruBlocks(capacity);
  return requests.map((blocks) => {
    cache.request(blocks);
    return cache.hits;
  });
}

describe('an LRU cache of blocks', () => {
  it('hits what it has', () => expect(hits(9, [1, 2], [1, 2], [1])).toEqual([0, 2, 3]));

  it('hits only up to the first miss: a block behind a miss is of another prompt', () => {
    expect(hits(9, [1, 2, 3], [9, 2, 3], [1, 8, 3])).toEqual([0, 0, 1]);
  });

  it('forgets what was used longest ago', () => {
    expect(hits(2, [1], [2], [3], [1])).toEqual([0, 0, 0, 0]);
    expect(hits(2, [1], [2], [1], [3], [1])).toEqual([0, 0, 1, 1, 2]);
  });

  it('keeps the last blocks of a request that is larger than itself', () => {
    expect(hits(2, [1, 2, 3], [3], [2], [1])).toEqual([0, 1, 2, 2]);
  });

  it('of one block keeps the last', () => expect(hits(1, [1], [1], [2], [1], [1])).toEqual([0, 1, 1, 1, 2]));

  it('agrees with a list', () => {
    const requests = fc.array(fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), { maxLength: 60 });
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 9 }), (all, capacity) => {
        const cache = new LruBlocks(capacity);
        let list: number[] = [];
        let expected = 0;
        for (const blocks of all) {
          const miss = blocks.findIndex((block) => !list.includes(block));
          expected += miss < 0 ? blocks.length : miss;
          for (const block of blocks) list = [...list.filter((cached) => cached !== block), block].slice(-capacity);
          cache.request(blocks);
          expect(cache.hits).toBe(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});
