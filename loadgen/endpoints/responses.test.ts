/** The details of the Responses API: every kind of event that has output, ends, and whole answers. */
import { describe, expect, it } from 'vitest';
import { completions } from './completions.js';
import { embeddings } from './embeddings.js';
import { type Ask, plainText } from './endpoint.js';
import { ENDPOINTS } from './index.js';
import { responses } from './responses.js';

const ASK: Ask = {
  model: 'm',
  messages: [{ role: 'user', content: 'hi' }],
  outputTokens: 3,
  stream: false,
  exactOutput: false,
};

describe('events of output', () => {
  it.each([
    ['response.output_text.delta', { answer: 'x' }],
    ['response.refusal.delta', { answer: 'x' }],
    ['response.function_call_arguments.delta', { answer: 'x' }],
    ['response.reasoning_text.delta', { reasoning: 'x' }],
    ['response.reasoning_summary_text.delta', { reasoning: 'x' }],
    ['response.output_text.done', {}],
    ['response.in_progress', {}],
  ])('%s', (type, expected) => {
    expect(responses.readEvent({ type, delta: 'x' })).toEqual(expected);
    expect(responses.readEvent({ type, delta: '' })).toEqual({});
    expect(responses.readEvent({ type })).toEqual({});
  });

  it.each([{}, { type: 7, delta: 'x' }, { delta: 'x' }])('%j is none', (event) => {
    expect(responses.readEvent(event)).toEqual({});
  });
});

describe('ends', () => {
  it.each(['response.completed', 'response.incomplete'])('%s is a finish, with usage where it is told', (type) => {
    expect(responses.readEvent({ type })).toEqual({ finished: true });
    expect(responses.readEvent({ type, response: { usage: { output_tokens: 4 } } })).toEqual({
      finished: true,
      usage: { outputTokens: 4 },
    });
  });

  it.each([
    [{ type: 'response.failed', response: { error: { message: 'a' } } }, 'a'],
    [{ type: 'response.failed', response: {}, error: 'b' }, 'b'],
    [{ type: 'response.failed' }, 'response.failed'],
    [{ type: 'error', message: 'c' }, 'c'],
    [{ type: 'error', error: { message: 'd' }, message: 'e' }, 'd'],
    [{ type: 'error' }, 'error'],
  ])('%j fails', (event, error) => expect(responses.readEvent(event)).toEqual({ error }));
});

describe('a body', () => {
  it('is the text of every part of every item', () => {
    const output = [
      { type: 'reasoning' },
      { type: 'message', content: [{ text: 'a' }, { text: 'b' }, { image: 'c' }, null] },
      { type: 'message', content: [{ text: 'd' }] },
      7,
    ];
    expect(responses.readBody({ output, usage: { output_tokens: 3 } })).toEqual({
      finished: true,
      answer: 'abd',
      usage: { outputTokens: 3 },
    });
  });

  it.each([[{}], [{ output: 'a' }], [{ output: [] }], [{ output: [{ content: 'a' }] }]])('%j has no text', (body) => {
    expect(responses.readBody(body)).toEqual({ finished: true });
  });

  it('of an error is that', () => expect(responses.readBody({ error: { message: 'no' } })).toEqual({ error: 'no' }));
});

describe('completions', () => {
  it.each([
    [{ choices: [{ text: 'a' }, { text: 'b', finish_reason: 'length' }] }, { answer: 'ab', finished: true }],
    [{ choices: [{ text: 7 }, null] }, {}],
    [{ choices: 'a' }, {}],
    [{ choices: [], usage: { completion_tokens: 2 } }, { usage: { outputTokens: 2 } }],
    [{ error: 'no' }, { error: 'no' }],
  ])('%j, as an event and as a body', (json, expected) => {
    expect(completions.readEvent(json)).toEqual(expected);
    expect(completions.readBody(json)).toEqual(expected);
  });
});

describe('embeddings', () => {
  it('have no events, and no output length to ask for', () => {
    expect(embeddings.readEvent({ data: [{ embedding: [1] }] })).toEqual({});
    expect(embeddings.body({ ...ASK, stream: true, exactOutput: true })).toEqual({ model: 'm', input: 'hi' });
    expect(embeddings.streams).toBe(false);
  });

  it('tell of an error, and are nothing without data', () => {
    expect(embeddings.readBody({ error: 'no' })).toEqual({ error: 'no' });
    expect(embeddings.readBody({ data: {} })).toEqual({});
    expect(embeddings.readBody({})).toEqual({});
  });
});

describe('every endpoint', () => {
  it.each([
    ['chat', '/v1/chat/completions'],
    ['completions', '/v1/completions'],
    ['responses', '/v1/responses'],
    ['embeddings', '/v1/embeddings'],
  ] as const)('%s has the path %s', (name, path) => expect(ENDPOINTS[name].path).toBe(path));

  it.each(['chat', 'completions', 'responses'] as const)('%s asks for a stream only where one is wanted', (name) => {
    expect(ENDPOINTS[name].body(ASK)).toMatchObject({ model: 'm', stream: false });
    expect(ENDPOINTS[name].body(ASK)).not.toHaveProperty('ignore_eos');
    expect(ENDPOINTS[name].body({ ...ASK, stream: true, exactOutput: true })).toMatchObject({
      stream: true,
      min_tokens: 3,
      ignore_eos: true,
    });
  });

  it('without roles runs the messages together', () => {
    const messages = [...ASK.messages, { role: 'assistant', content: ' ho' } as const];
    expect(plainText({ ...ASK, messages })).toBe('hi ho');
  });
});
