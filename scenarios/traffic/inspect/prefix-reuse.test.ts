import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrefixReuse } from './prefix-reuse.js';

describe('prefix reuse', () => {
  it('is that of an infinite cache: leading blocks that were seen', () => {
    const reuse = new PrefixReuse(10);
    reuse.add([1, 2, 3], 25);
    reuse.add([1, 2, 4], 30); // two hits, 20 tokens
    reuse.add([1, 2, 3], 25); // three hits; the last block is partly filled: 25 tokens, not 30
    reuse.add([9, 2, 3], 30); // none: the first block is new
    expect(reuse.statistics()).toMatchObject({
      block_tokens: 10,
      requests: 4,
      blocks: 12,
      unique_blocks: 5,
      block_hit_ratio: 5 / 12,
      token_hit_ratio: 45 / 110,
    });
  });

  it('knows blocks behind a miss from then on', () => {
    const reuse = new PrefixReuse(10);
    reuse.add([1, 2], 20);
    reuse.add([1, 2], 20);
    expect(reuse.statistics()!.block_hit_ratio).toBe(0.5);
  });

  it('by capacity is at most that of the infinite cache, and grows with it', () => {
    const reuse = new PrefixReuse(1);
    for (let round = 0; round < 2; round++) for (let i = 0; i < 4000; i++) reuse.add([i], 1);
    const { lru, block_hit_ratio } = reuse.statistics()!;
    expect(lru.map(({ capacity_blocks }) => capacity_blocks)).toEqual([1000, 5000, 10_000, 30_000, 50_000, 100_000]);
    // 4000 blocks in a circle: 1000 hold none of them, 5000 all
    expect(lru.map((one) => one.block_hit_ratio)).toEqual([0, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(block_hit_ratio).toBe(0.5);
  });

  it('of nothing is unknown', () => expect(new PrefixReuse(16).statistics()).toBeUndefined());
});

it('agrees with a list of all that was seen', () => {
  const requests = fc.array(fc.array(fc.nat(15), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(requests, (all) => {
      const reuse = new PrefixReuse(10);
      const seen = new Set<number>();
      let [hits, blocks, tokens] = [0, 0, 0];
      for (const ids of all) {
        const miss = ids.findIndex((id) => !seen.has(id));
        hits += miss < 0 ? ids.length : miss;
        for (const id of ids) seen.add(id);
        blocks += ids.length;
        tokens += ids.length * 10;
        reuse.add(ids, ids.length * 10);
      }
      const statistics = reuse.statistics()!;
      expect(statistics).toMatchObject({ requests: all.length, blocks, unique_blocks: seen.size });
      expect(statistics.block_hit_ratio).toBeCloseTo(hits / blocks, 12);
      expect(statistics.token_hit_ratio).toBeCloseTo((hits * 10) / tokens, 12);
      const ratios = statistics.lru.map(({ block_hit_ratio }) => block_hit_ratio);
      expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
      expect(ratios.at(-1)).toBeCloseTo(statistics.block_hit_ratio, 12);
    }),
    { numRuns: 40 },
  );
});
