import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadTokenizer } from '../../scenarios/index.js';
import { readPrompt } from './prompt.js';

const tokenizer = await loadTokenizer(undefined);
const ids = fc.array(fc.nat(200_000), { maxLength: 60 });

it('counts every piece, text that names a special token too', () => {
  expect(readPrompt([' hello world', ' hello'], tokenizer, 16).inputTokens).toBe(3);
  expect(readPrompt(['<|endoftext|>'], tokenizer, 16).inputTokens).toBeGreaterThan(1);
  expect(readPrompt([''], tokenizer, 16).inputTokens).toBe(1);
});

it('gives two prompts as many equal blocks as they share whole leading blocks', () => {
  fc.assert(
    fc.property(ids, ids, ids, fc.integer({ min: 1, max: 8 }), (shared, a, b, blockTokens) => {
      const [left, right] = [
        [...shared, ...a],
        [...shared, ...b],
      ];
      const same = left.findIndex((id, i) => id !== right[i]);
      const common = Math.min(same < 0 ? left.length : same, right.length);
      const [mine, theirs] = [left, right].map((tokens) => readPrompt([tokens], tokenizer, blockTokens).prefixBlocks);
      expect(mine).toHaveLength(Math.floor(left.length / blockTokens));
      mine!.forEach((block, i) => {
        expect(theirs!.includes(block)).toBe((i + 1) * blockTokens <= common);
        expect(Number.isSafeInteger(block)).toBe(true);
      });
    }),
  );
});
