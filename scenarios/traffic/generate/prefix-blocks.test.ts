import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedPrefixes } from './prefix-blocks.js';

describe('blocks of prompts that begin alike', () => {
  it('are shared where they lie whole inside the prefix, and else are of their own', () => {
    const prefixes = new SharedPrefixes(16);
    expect(prefixes.blocks('g', 40, 60)).toEqual([0, 1, 2, 3]);
    expect(prefixes.blocks('g', 40, 70)).toEqual([0, 1, 4, 5, 6]);
    expect(prefixes.blocks('h', 40, 60)).toEqual([7, 8, 9, 10]);
    expect(prefixes.blocks('g', 40, 60)).toEqual([0, 1, 11, 12]);
  });

  it.each([
    [16, 16, 1],
    [15, 16, 0],
    [32, 20, 1],
    [100, 10, 0],
    [0, 40, 0],
  ])('of a prefix of %d tokens in a prompt of %d share %d', (prefix, prompt, shared) => {
    const prefixes = new SharedPrefixes(16);
    const [a, b] = [prefixes.blocks('g', prefix, prompt), prefixes.blocks('g', prefix, prompt)];
    expect(a.filter((id) => b.includes(id))).toHaveLength(shared);
  });

  it('of a longer prefix go on where the shorter one ended', () => {
    const prefixes = new SharedPrefixes(10);
    expect(prefixes.blocks('g', 20, 20)).toEqual([0, 1]);
    expect(prefixes.blocks('g', 40, 40)).toEqual([0, 1, 2, 3]);
    expect(prefixes.blocks('g', 20, 30)).toEqual([0, 1, 4]);
  });

  it('have fresh ids when asked', () => {
    const prefixes = new SharedPrefixes(10);
    prefixes.blocks('g', 10, 20);
    expect([prefixes.fresh(), prefixes.fresh()]).toEqual([2, 3]);
    expect(prefixes.blocks('h', 10, 10)).toEqual([4]);
  });

  it('cover the prompt, none twice in it', () => {
    const prompt = fc.record({
      group: fc.constantFrom('a', 'b'),
      shared: fc.nat(100),
      tokens: fc.integer({ min: 1, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(prompt, { maxLength: 10 }), fc.integer({ min: 1, max: 40 }), (prompts, size) => {
        const prefixes = new SharedPrefixes(size);
        for (const { group, shared, tokens } of prompts) {
          const ids = prefixes.blocks(group, shared, tokens);
          expect(ids).toHaveLength(Math.ceil(tokens / size));
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
