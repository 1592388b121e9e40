import { describe, expect, it } from 'vitest';
import { completions } from './completions.js';

const ASK = { model: 'm', messages: [{ role: 'user', content: 'one two' }], outputTokens: 7, stream: true } as const;
const body = (more: object = {}) =>
  completions.body({ ...ASK, exactOutput: false, ...more } as never) as Record<string, unknown>;

describe('what is asked', () => {
  it('is a prompt of plain text and the most tokens', () => {
    expect(body()).toMatchObject({ model: 'm', prompt: 'one two', max_tokens: 7, stream: true });
  });

  it('puts a conversation into one text, turn after turn', () => {
    const messages = [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'answer' },
      { role: 'user', content: 'second' },
    ];
    const prompt = String(body({ messages })['prompt']);
    expect(prompt.indexOf('first')).toBeLessThan(prompt.indexOf('answer'));
    expect(prompt.indexOf('answer')).toBeLessThan(prompt.indexOf('second'));
  });

  it('asks for usage at the end of a stream, and not without one', () => {
    expect(body()['stream_options']).toEqual({ include_usage: true });
    expect(body({ stream: false })['stream_options']).toBeUndefined();
  });

  it('forbids an early end only where exactly so many tokens are wanted', () => {
    expect(body({ exactOutput: true })).toMatchObject({ ignore_eos: true });
    expect(body()).not.toHaveProperty('ignore_eos');
  });
});

describe('what is answered', () => {
  it.each([
    ['a piece', { choices: [{ text: ' word' }] }, { answer: ' word' }],
    ['pieces of two choices', { choices: [{ text: 'a' }, { text: 'b' }] }, { answer: 'ab' }],
    ['the end', { choices: [{ text: '', finish_reason: 'length' }] }, { finished: true }],
    ['a last piece', { choices: [{ text: 'x', finish_reason: 'stop' }] }, { answer: 'x', finished: true }],
    ['no reason yet', { choices: [{ text: 'x', finish_reason: null }] }, { answer: 'x' }],
    ['an empty piece', { choices: [{ text: '' }] }, {}],
    ['no choice', { choices: [] }, {}],
    ['choices that are none', { choices: 'x' }, {}],
    ['a choice that is no object', { choices: [null, 3, { text: 'x' }] }, { answer: 'x' }],
    ['a text that is no text', { choices: [{ text: 3 }] }, {}],
    ['nothing', {}, {}],
  ])('%s', (_, event, delta) => {
    expect(completions.readEvent(event)).toEqual(delta);
    expect(completions.readBody(event)).toEqual(delta);
  });

  it('usage comes with or without a piece', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    expect(completions.readEvent({ choices: [], usage }).usage).toMatchObject({ inputTokens: 3, outputTokens: 2 });
    expect(completions.readBody({ choices: [{ text: 'a b', finish_reason: 'stop' }], usage })).toMatchObject({
      answer: 'a b',
      finished: true,
      usage: { outputTokens: 2 },
    });
  });

  it('an error is told alone', () => {
    const told = completions.readEvent({ error: { message: 'overloaded' }, choices: [{ text: 'x' }] });
    expect(told).toEqual({ error: 'overloaded' });
  });
});
