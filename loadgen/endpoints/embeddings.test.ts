import { describe, expect, it } from 'vitest';
import { embeddings } from './embeddings.js';

const ASK = {
  model: 'm',
  messages: [{ role: 'user', content: 'one two' }],
  outputTokens: 7,
  stream: true,
  exactOutput: true,
} as const;

it('asks for a text and nothing of an output, for there is none', () => {
  expect(embeddings.body(ASK)).toEqual({ model: 'm', input: 'one two' });
  expect(embeddings.streams).toBe(false);
});

it('hears nothing in events, for there are none', () => {
  expect(embeddings.readEvent({ data: [{ embedding: [1] }] })).toEqual({});
});

describe('an answer', () => {
  const usage = { prompt_tokens: 4, total_tokens: 4 };

  it('with a vector is whole', () => {
    expect(embeddings.readBody({ data: [{ embedding: [0.1] }] })).toMatchObject({ finished: true });
  });

  it.each([[[]], [undefined], ['x'], [null]])('with %j in the place of vectors is not', (data) => {
    expect(embeddings.readBody({ data })).not.toHaveProperty('finished');
  });

  it('tells the tokens of its input', () => {
    expect(embeddings.readBody({ data: [{}], usage }).usage).toMatchObject({ inputTokens: 4 });
    expect(embeddings.readBody({ data: [{}] })).not.toHaveProperty('usage');
  });

  it('that is an error tells it alone', () => {
    const body = { error: { message: 'no such model' }, data: [{}], usage };
    expect(embeddings.readBody(body)).toEqual({ error: 'no such model' });
  });
});
