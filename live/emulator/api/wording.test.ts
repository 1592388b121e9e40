import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordingOf } from './wording.js';

const NAMING = { id: 7, model: 'Qwen/"Qwen3"', created_s: 1_700_000_000 };
const USAGE = { inputTokens: 10, outputTokens: 4, cachedTokens: 3 };
const USED = {
  prompt_tokens: 10,
  completion_tokens: 4,
  total_tokens: 14,
  prompt_tokens_details: { cached_tokens: 3 },
};
const chat = wordingOf('chat_completions', NAMING);
const text = wordingOf('completions', NAMING);
const HEAD = { created: 1_700_000_000, model: 'Qwen/"Qwen3"' };

describe('a chat', () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    ...HEAD,
    id: 'chatcmpl-7',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason, logprobs: null }],
  });

  it('streams who speaks, tokens, the end and the usage', () => {
    expect(JSON.parse(chat.opening!)).toEqual(chunk({ role: 'assistant', content: '' }));
    expect(JSON.parse(chat.token(' hello'))).toEqual(chunk({ content: ' hello' }));
    expect(JSON.parse(chat.finish('length'))).toEqual(chunk({}, 'length'));
    expect(JSON.parse(chat.usage(USAGE))).toEqual({ ...chunk({}), choices: [], usage: USED });
  });

  it('whole is one message', () => {
    expect(JSON.parse(chat.whole('hello', 'stop', USAGE))).toEqual({
      ...HEAD,
      id: 'chatcmpl-7',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop', logprobs: null }],
      usage: USED,
    });
  });
});

describe('a text', () => {
  const answer = (words: string, finish_reason: string | null = null) => ({
    ...HEAD,
    id: 'cmpl-7',
    object: 'text_completion',
    choices: [{ index: 0, text: words, finish_reason, logprobs: null }],
  });

  it('streams tokens, the end and the usage, and nobody speaks', () => {
    expect(text.opening).toBeUndefined();
    expect(JSON.parse(text.token(' hello'))).toEqual(answer(' hello'));
    expect(JSON.parse(text.finish('stop'))).toEqual(answer('', 'stop'));
    expect(JSON.parse(text.usage(USAGE))).toEqual({ ...answer(''), choices: [], usage: USED });
  });

  it('whole is its words and its usage', () => {
    expect(JSON.parse(text.whole('hello', 'length', USAGE))).toEqual({ ...answer('hello', 'length'), usage: USED });
  });
});

it('any words of any model come through as they are, on one line', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.constantFrom('chat_completions', 'completions'),
      (words, model, endpoint) => {
        const wording = wordingOf(endpoint as 'completions', { ...NAMING, model });
        for (const json of [wording.token(words), wording.whole(words, 'stop', USAGE)]) {
          expect(json).not.toContain('\n');
          const read = JSON.parse(json) as { model: string; choices: Record<string, never>[] };
          expect(read.model).toBe(model);
          expect(JSON.stringify(read.choices[0])).toContain(JSON.stringify(words));
        }
      },
    ),
    { numRuns: 60 },
  );
});
