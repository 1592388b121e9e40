/** Which answers are kept, and how they are counted again. */
import { describe, expect, it } from 'vitest';
import { checkTokens } from './check-tokens.js';
import { TextSample } from './text-sample.js';

describe('a sample', () => {
  it('wants the first twenty, then one in fifty', () => {
    const { wants } = new TextSample();
    const wanted = Array.from({ length: 201 }, (_, n) => [n, wants()] as const).flatMap(([n, yes]) => (yes ? [n] : []));
    expect(wanted).toEqual([...Array.from({ length: 20 }, (_, n) => n), 50, 100, 150, 200]);
  });

  it('keeps what it is given, up to a hundred, and then wants nothing', () => {
    const sample = new TextSample();
    for (let n = 0; n < 100; n++) sample.add(`text ${n}`, n);
    expect(sample.wants()).toBe(false);
    sample.add('too much', 1);
    expect(sample.texts).toHaveLength(100);
    expect(sample.texts[99]).toEqual({ text: 'text 99', usageTokens: 99 });
  });

  it('may be asked far more often than it is given: failed requests give nothing', () => {
    const { wants } = new TextSample();
    for (let n = 0; n < 10_000; n++) wants();
    expect(wants()).toBe(true); // the 10,000th
    expect(wants()).toBe(false);
  });
});

describe('counting again', () => {
  it('adds up both counts', async () => {
    const texts = [
      { text: ' hello world', usageTokens: 3 },
      { text: ' hello', usageTokens: 1 },
      { text: '', usageTokens: 2 },
    ];
    expect(await checkTokens(texts, undefined)).toEqual({ requests: 3, usage: 6, tokenizer: 3 });
  });

  it('is nothing without a sample, and asks for no tokenizer then', async () => {
    expect(await checkTokens([], '/not/there.json')).toBeUndefined();
  });

  it('with a tokenizer that is not there is refused', async () => {
    await expect(checkTokens([{ text: 'a', usageTokens: 1 }], '/not/there.json')).rejects.toMatchObject({
      code: expect.stringMatching(/^HR_/),
    });
  });
});
