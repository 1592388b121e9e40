/** The details of chat: several choices, tool calls, refusals, mixed pieces. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chat } from './chat.js';

const choice = (delta: unknown, finish_reason: unknown = null) => ({ index: 0, delta, finish_reason });
const read = (...choices: unknown[]) => chat.readEvent({ choices });

describe('an event', () => {
  it.each([
    ['several choices are one output', read(choice({ content: 'a' }), choice({ content: 'b' })), { answer: 'ab' }],
    ['a refusal is an answer', read(choice({ refusal: 'I cannot' })), { answer: 'I cannot' }],
    [
      'reasoning and answer in one piece',
      read(choice({ reasoning_content: 'hm', content: 'yes' })),
      { reasoning: 'hm', answer: 'yes' },
    ],
    [
      'of two spellings of reasoning the first counts, not both',
      read(choice({ reasoning_content: 'r', reasoning: 'r' })),
      { reasoning: 'r' },
    ],
    [
      'an empty first spelling leaves the other',
      read(choice({ reasoning_content: '', reasoning: 'r' })),
      { reasoning: 'r' },
    ],
    [
      'several tool calls',
      read(choice({ tool_calls: [{ function: { name: 'f' } }, { function: { arguments: '{}' } }] })),
      { answer: 'f{}' },
    ],
    ['a tool call without a function', read(choice({ tool_calls: [{ id: 'call_1' }, null, 3] })), {}],
    ['tool calls that are no list', read(choice({ tool_calls: 'f' })), {}],
    ['the last piece with its finish', read(choice({ content: 'a' }, 'length')), { answer: 'a', finished: true }],
    ['a finish without a delta', read({ finish_reason: 'stop' }), { finished: true }],
    ['a finish reason that is no text', read(choice({}, 0)), {}],
    ['content that is a list', read(choice({ content: [{ type: 'text', text: 'a' }] })), {}],
    ['usage that is null', chat.readEvent({ choices: [choice({ content: 'a' })], usage: null }), { answer: 'a' }],
    ['an error that is null', chat.readEvent({ error: null, choices: [choice({ content: 'a' })] }), { answer: 'a' }],
    ['an error beside output', chat.readEvent({ error: 'no', choices: [choice({ content: 'a' })] }), { error: 'no' }],
    ['no choices', chat.readEvent({}), {}],
    ['choices that are no list', chat.readEvent({ choices: {} }), {}],
    ['a whole message is not for streams', read({ message: { content: 'a' } }), {}],
  ])('%s', (_name, found, expected) => expect(found).toEqual(expected));

  it('continuous usage rides on a piece', () => {
    expect(chat.readEvent({ choices: [choice({ content: 'a' })], usage: { completion_tokens: 1 } })).toEqual({
      answer: 'a',
      usage: { outputTokens: 1 },
    });
  });
});

describe('a body', () => {
  it('has reasoning, tool calls and usage', () => {
    const message = { reasoning: 'hm', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"a":1}' } }] };
    expect(
      chat.readBody({ choices: [{ message, finish_reason: 'tool_calls' }], usage: { completion_tokens: 6 } }),
    ).toEqual({
      reasoning: 'hm',
      answer: 'f{"a":1}',
      finished: true,
      usage: { outputTokens: 6 },
    });
  });

  it('of an error is that', () => expect(chat.readBody({ error: { message: 'no' } })).toEqual({ error: 'no' }));
});

it('an answer cut into pieces anywhere is the same answer', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 10 }), (pieces) => {
      const answer = pieces.map((content) => read(choice({ content })).answer ?? '').join('');
      expect(answer).toBe(pieces.join(''));
      const whole = chat.readBody({ choices: [{ message: { content: answer }, finish_reason: 'stop' }] });
      expect(whole.answer ?? '').toBe(answer);
    }),
  );
});

it('whatever JSON an event is, reading it throws nothing and finds text only', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('choices', 'usage', 'error', 'object'), fc.jsonValue()), (event) => {
      const { answer = '', reasoning = '', error = '' } = chat.readEvent(event);
      for (const text of [answer, reasoning, error]) expect(typeof text).toBe('string');
    }),
  );
});
