import fc from 'fast-check';
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { WORDS } from '../../scenarios/index.js';
import { createPrompts } from './prompt.js';

const prompts = createPrompts(WORDS, 1);
const request = (more: object) => ({ id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 1, ...more });

it('every word is one token after a space, and no word comes twice', () => {
  expect(WORDS.length).toBeGreaterThan(1000);
  expect(new Set(WORDS).size).toBe(WORDS.length);
  expect(WORDS.filter((word) => countTokens(` ${word}`) !== 1 || countCl100k(` ${word}`) !== 1)).toEqual([]);
});

it('a prompt has exactly the tokens that were asked, whatever it is made of', () => {
  fc.assert(
    fc.property(
      fc.nat(5000),
      fc.integer({ min: 1, max: 3000 }),
      fc.constantFrom('plain', 'session', 'blocks'),
      (id, inputTokens, kind) => {
        const blocks = Array.from({ length: Math.ceil(inputTokens / 512) }, (_, i) => id + i);
        const more = {
          plain: {},
          session: { sessionId: `s${id}` },
          blocks: { prefixBlocks: blocks, blockTokens: 512 },
        };
        expect(countTokens(prompts(request({ id, inputTokens, ...more[kind] })))).toBe(inputTokens);
      },
    ),
    { numRuns: 60 },
  );
});

it('the same seed and request give the same text; another seed or request another from the start', () => {
  const text = prompts(request({ id: 5 }));
  expect(createPrompts(WORDS, 1)(request({ id: 5 }))).toBe(text);
  const start = (words: string) => words.slice(0, 40);
  expect(start(createPrompts(WORDS, 2)(request({ id: 5 })))).not.toBe(start(text));
  const starts = new Set(Array.from({ length: 10_000 }, (_, id) => start(prompts(request({ id })))));
  expect(starts.size).toBeGreaterThan(9990);
});

it('prompts share what their prefix blocks share, and turns of a session what came before', () => {
  const blocks = (...prefixBlocks: number[]) => prompts(request({ inputTokens: 1500, prefixBlocks, blockTokens: 512 }));
  const [a, b] = [blocks(1, 2, 3), blocks(1, 2, 4)];
  const shared = prompts(request({ inputTokens: 1024, prefixBlocks: [1, 2], blockTokens: 512 }));
  expect(a.startsWith(shared) && b.startsWith(shared)).toBe(true);
  expect(a).not.toBe(b);
  const turn = (inputTokens: number) => prompts(request({ sessionId: 'x', inputTokens }));
  expect(turn(900).startsWith(turn(300))).toBe(true);
});
