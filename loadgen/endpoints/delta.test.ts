import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, readError, readUsage } from './delta.js';

it.each([
  [{}, true],
  [{ a: 1 }, true],
  [null, false],
  [undefined, false],
  [[], false],
  ['{}', false],
  [7, false],
])('%j is an object: %s', (value, expected) => expect(isObject(value)).toBe(expected));

describe('usage', () => {
  it.each([
    ['chat and completions', { prompt_tokens: 3, completion_tokens: 5 }, { inputTokens: 3, outputTokens: 5 }],
    ['responses', { input_tokens: 3, output_tokens: 5 }, { inputTokens: 3, outputTokens: 5 }],
    ['embeddings', { prompt_tokens: 3, total_tokens: 3 }, { inputTokens: 3 }],
    [
      'cached tokens of chat',
      { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 8 } },
      { inputTokens: 9, cachedTokens: 8 },
    ],
    [
      'cached tokens of responses',
      { input_tokens: 9, input_tokens_details: { cached_tokens: 8 } },
      { inputTokens: 9, cachedTokens: 8 },
    ],
    ['details that are null', { prompt_tokens: 9, prompt_tokens_details: null }, { inputTokens: 9 }],
    [
      'nothing cached',
      { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 0 } },
      { inputTokens: 9, cachedTokens: 0 },
    ],
    ['a count of 0', { prompt_tokens: 0, completion_tokens: 0 }, { inputTokens: 0, outputTokens: 0 }],
    ['what is no number', { prompt_tokens: '3', completion_tokens: null }, {}],
    ['an empty block', {}, {}],
  ])('of %s', (_name, usage, expected) => expect(readUsage(usage)).toEqual(expected));

  it.each([undefined, null, 7, 'usage', []])('%j is none', (usage) => expect(readUsage(usage)).toBeUndefined());
});

describe('an error', () => {
  it.each([
    [{ message: 'no', type: 'x' }, 'no'],
    ['no', 'no'],
    [{ message: '' }, ''],
    [{ code: 3 }, '{"code":3}'],
    [{ message: 7 }, '{"message":7}'],
    [['a'], '["a"]'],
    [false, 'false'],
  ])('%j says %s', (error, expected) => expect(readError(error)).toBe(expected));

  it.each([undefined, null])('%s is none', (error) => expect(readError(error)).toBeUndefined());
});

it('whatever a server writes, reading it throws nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const usage = readUsage(value);
      for (const count of Object.values(usage ?? {})) expect(Number.isFinite(count)).toBe(true);
      expect(readError(value) === undefined).toBe(value === null);
    }),
  );
});
