import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { WORDS } from './lexicon.js';

describe('words for prompts', () => {
  it('are many, none twice, in small letters', () => {
    expect(WORDS.length).toBeGreaterThan(1000);
    expect(new Set(WORDS).size).toBe(WORDS.length);
    expect(WORDS.filter((word) => !/^[a-z]{2,}$/.test(word))).toEqual([]);
  });

  it('are one token each after a space, in both tokenizers', () => {
    expect(WORDS.filter((word) => countTokens(` ${word}`) !== 1)).toEqual([]);
    expect(WORDS.filter((word) => countCl100k(` ${word}`) !== 1)).toEqual([]);
  });

  it('are so in a row: all of them are as many tokens as words', () => {
    const text = WORDS.map((word) => ` ${word}`).join('');
    expect([countTokens(text), countCl100k(text)]).toEqual([WORDS.length, WORDS.length]);
    expect(
      countTokens(
        [...WORDS]
          .reverse()
          .map((word) => ` ${word}`)
          .join(''),
      ),
    ).toBe(WORDS.length);
  });
});
