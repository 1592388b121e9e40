import { describe, expect, it } from 'vitest';
import { chat } from './chat.js';
import { completions } from './completions.js';
import { embeddings } from './embeddings.js';
import type { Message } from './endpoint.js';
import { responses } from './responses.js';

const messages: Message[] = [{ role: 'user', content: ' hi' }];
const ask = { model: 'm', messages, outputTokens: 7, stream: true, exactOutput: true };

describe('bodies', () => {
  it('hold the output to its length, and ask for usage', () => {
    expect(chat.body(ask)).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: ' hi' }],
      max_tokens: 7,
      min_tokens: 7,
      ignore_eos: true,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(completions.body({ ...ask, exactOutput: false, stream: false })).toEqual({
      model: 'm',
      prompt: ' hi',
      max_tokens: 7,
      stream: false,
    });
    expect(responses.body(ask)).toMatchObject({ input: ' hi', max_output_tokens: 7, stream: true });
    expect(embeddings.body(ask)).toEqual({ model: 'm', input: ' hi' });
  });

  it('hold a conversation, with roles where the endpoint knows them', () => {
    const answered: Message[] = [...messages, { role: 'assistant', content: ' ho' }, { role: 'user', content: ' hu' }];
    const talk = { ...ask, messages: answered };
    expect(chat.body(talk)).toMatchObject({ messages: answered });
    expect(responses.body(talk)).toMatchObject({ input: answered });
    expect(completions.body(talk)).toMatchObject({ prompt: ' hi ho hu' });
  });
});

describe('chat events', () => {
  const delta = (content: object, finish: string | null = null) =>
    chat.readEvent({ choices: [{ index: 0, delta: content, finish_reason: finish }] });
  it.each([
    ['the empty role chunk is no token', delta({ role: 'assistant', content: '' }), {}],
    ['null content is no token', delta({ content: null }), {}],
    ['text', delta({ content: ' a' }), { answer: ' a' }],
    ['reasoning, either name', delta({ reasoning_content: 'r' }), { reasoning: 'r' }],
    ['reasoning, the other', delta({ reasoning: 'r' }), { reasoning: 'r' }],
    ['a tool call', delta({ tool_calls: [{ function: { name: 'f', arguments: '{' } }] }), { answer: 'f{' }],
    ['the end', delta({}, 'stop'), { finished: true }],
    [
      'usage, without choices',
      chat.readEvent({
        choices: [],
        usage: { prompt_tokens: 3, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 2 } },
      }),
      { usage: { inputTokens: 3, outputTokens: 5, cachedTokens: 2 } },
    ],
    ['an error', chat.readEvent({ error: { message: 'no' } }), { error: 'no' }],
    ['an error as text', chat.readEvent({ error: 'no' }), { error: 'no' }],
    ['nonsense', chat.readEvent({ choices: [null, 3, { delta: 'x' }] }), {}],
  ])('%s', (_, read, expected) => expect(read).toEqual(expected));
});

it('a whole chat answer', () => {
  const body = {
    choices: [{ message: { content: 'hello' }, finish_reason: 'length' }],
    usage: { completion_tokens: 1 },
  };
  expect(chat.readBody(body)).toEqual({ answer: 'hello', finished: true, usage: { outputTokens: 1 } });
});

it('completions', () => {
  expect(completions.readEvent({ choices: [{ text: 'x', finish_reason: null }] })).toEqual({ answer: 'x' });
  expect(completions.readEvent({ choices: [{ text: '', finish_reason: 'stop' }] })).toEqual({ finished: true });
});

it.each([
  [{ type: 'response.output_text.delta', delta: 'x' }, { answer: 'x' }],
  [{ type: 'response.reasoning_summary_text.delta', delta: 'x' }, { reasoning: 'x' }],
  [{ type: 'response.created', response: {} }, {}],
  [
    { type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 2 } } },
    { finished: true, usage: { inputTokens: 1, outputTokens: 2 } },
  ],
  [{ type: 'response.failed', response: { error: { message: 'no' } } }, { error: 'no' }],
])('responses %j', (event, expected) => expect(responses.readEvent(event)).toEqual(expected));

it('embeddings', () => {
  expect(embeddings.readBody({ data: [{ embedding: [1] }], usage: { prompt_tokens: 4 } })).toMatchObject({
    finished: true,
    usage: { inputTokens: 4 },
  });
  expect(embeddings.readBody({ data: [] })).toEqual({});
});
