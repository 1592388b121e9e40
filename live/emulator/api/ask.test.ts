import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.js';
import { readChat, readCompletion } from './ask.js';

const chat = (more: object = {}) =>
  readChat(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more }));
const completion = (more: object = {}) => readCompletion(JSON.stringify({ model: 'm', prompt: 'hi', ...more }));

function refusalOf(action: () => unknown): ApiError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    return error as ApiError;
  }
  throw new Error('it was read');
}

describe('a body with what must be there', () => {
  const plain = {
    model: 'm',
    stream: false,
    includeUsage: false,
    maxTokens: undefined,
    minTokens: 0,
    ignoreEos: false,
    stop: [],
  };

  it('asks for one whole answer as long as the model likes', () => {
    expect(chat()).toEqual({ ...plain, endpoint: 'chat_completions', prompt: ['hi'] });
    expect(completion()).toEqual({ ...plain, endpoint: 'completions', prompt: ['hi'] });
  });

  it('means the same with nulls for all that may be left out', () => {
    const names = ['stream', 'stream_options', 'max_tokens', 'min_tokens', 'ignore_eos', 'stop', 'n'];
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    expect(chat({ ...nulls, max_completion_tokens: null })).toEqual(chat());
    expect(completion(nulls)).toEqual(completion());
  });

  it('may have fields that nobody knows here', () => {
    const unknown = { temperature: 0.7, tools: [{ type: 'function' }], nvext: { use_raw_prompt: true } };
    expect(chat(unknown)).toEqual(chat());
  });
});

describe('what may be asked for', () => {
  it.each([
    [{ stream: true }, { stream: true }],
    [{ stream_options: { include_usage: true } }, { includeUsage: true }],
    [{ stream_options: {} }, { includeUsage: false }],
    [{ max_tokens: 7 }, { maxTokens: 7 }],
    [{ min_tokens: 7 }, { minTokens: 7 }],
    [{ ignore_eos: true }, { ignoreEos: true }],
    [{ stop: 'END' }, { stop: ['END'] }],
    [{ stop: ['END', '', 'STOP'] }, { stop: ['END', 'STOP'] }],
    [{ stop: '' }, { stop: [] }],
    [{ n: 1 }, {}],
  ])('%j', (more, expected) => {
    expect(chat(more)).toEqual({ ...chat(), ...expected });
    expect(completion(more)).toEqual({ ...completion(), ...expected });
  });

  it('the newer name of the limit goes before the older', () => {
    expect(chat({ max_completion_tokens: 5, max_tokens: 9 }).maxTokens).toBe(5);
    expect(chat({ max_completion_tokens: null, max_tokens: 9 }).maxTokens).toBe(9);
    expect(completion({ max_completion_tokens: 5 }).maxTokens).toBeUndefined();
  });
});

describe('the prompt of a chat', () => {
  it.each([
    ['texts', [{ content: 'a' }, { content: 'b' }], ['a', 'b']],
    [
      'parts',
      [
        {
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        },
      ],
      ['a', 'b'],
    ],
    [
      'a picture beside a text',
      [
        {
          content: [
            { type: 'image_url', image_url: {} },
            { type: 'text', text: 'a' },
          ],
        },
      ],
      ['a'],
    ],
    ['nothing, as a call of a tool has', [{ content: null }, { content: 'a' }], ['a']],
    ['no content at all', [{}], []],
  ])('%s', (_, messages, prompt) => {
    expect(chat({ messages: messages.map((message) => ({ role: 'user', ...message })) }).prompt).toEqual(prompt);
  });
});

describe('the prompt of a completion', () => {
  it.each([
    ['a text', 'a b', ['a b']],
    ['an empty text', '', ['']],
    ['a text in a list', ['a'], ['a']],
    ['token ids', [1, 2, 3], [[1, 2, 3]]],
  ])('%s', (_, prompt, expected) => {
    expect(completion({ prompt }).prompt).toEqual(expected);
  });
});

describe('a refusal', () => {
  it.each([
    ['several choices', { n: 2 }, 'n', 'Only one choice is supported'],
    ['no choice', { n: 0 }, 'n', 'Only one choice is supported'],
    ['no limit at all', { max_tokens: 0 }, 'max_tokens', 'max_tokens: '],
    ['half a token', { max_tokens: 1.5 }, 'max_tokens', 'max_tokens: '],
    ['less than nothing', { min_tokens: -1 }, 'min_tokens', 'min_tokens: '],
    ['a word for yes', { stream: 'yes' }, 'stream', 'stream: '],
    ['too many stops', { stop: Array(17).fill('x') }, 'stop', 'stop: '],
    ['no model', { model: undefined }, 'model', 'model: '],
    ['options that are none', { stream_options: true }, 'stream_options', 'stream_options: '],
  ])('of %s names the field', (_, more, param, text) => {
    for (const read of [chat, completion]) {
      const error = refusalOf(() => read(more));
      expect(error.detail).toEqual({ param });
      expect(error.message).toContain(text);
    }
  });

  it.each([
    [{ messages: [] }, 'messages'],
    [{ messages: [{ content: 'hi' }] }, 'messages.0.role'],
    [{ messages: 'hi' }, 'messages'],
    [{ max_completion_tokens: 0 }, 'max_completion_tokens'],
  ])('of the chat %j', (more, param) => expect(refusalOf(() => chat(more)).detail).toEqual({ param }));

  it.each([
    [{ prompt: [] }, 'prompt'],
    [{ prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: undefined }, 'prompt'],
    [{ prompt: [5, -1] }, 'prompt.1'],
  ])('of the completion %j', (more, param) => expect(refusalOf(() => completion(more)).detail).toEqual({ param }));

  it.each(['', '{', 'hello', '{"model": "m",}'])('of %j, which is no JSON', (text) => {
    for (const read of [readChat, readCompletion]) {
      const error = refusalOf(() => read(text));
      expect(error.message).toBe('The body is not valid JSON.');
      expect(error.detail).toEqual({});
    }
  });

  it.each(['null', '5', '[]', '"text"'])('of %s, which is no object, names no field', (text) => {
    expect(refusalOf(() => readChat(text)).detail).toEqual({});
  });

  it('is all that a body can get that is not read, whatever is in it', () => {
    const field = fc.constantFrom('model', 'prompt', 'messages', 'stream', 'max_tokens', 'n', 'stop', 'other');
    fc.assert(
      fc.property(fc.dictionary(field, fc.jsonValue()), fc.boolean(), (body, isChat) => {
        const text = JSON.stringify(isChat ? { model: 'm', messages: [{ role: 'user' }], ...body } : body);
        try {
          const ask = isChat ? readChat(text) : readCompletion(text);
          expect(typeof ask.model).toBe('string');
          expect(ask.minTokens).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
      { numRuns: 60 },
    );
  });
});
