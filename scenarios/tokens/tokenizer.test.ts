import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HeadroomError } from '../errors/index.js';
import { tempFile, tempFolder } from '../testing/files.js';
import { WORDS } from './lexicon.js';
import { loadTokenizer, promptWords } from './tokenizer.js';

/** A tokenizer.json that knows whole words and takes each other one for one unknown token a letter it has. */
function wordLevel(words: readonly string[]): string {
  const vocab = Object.fromEntries(['<unk>', ...words].map((word, id) => [word, id]));
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '<unk>' },
  });
}

async function refused(promise: Promise<unknown>): Promise<HeadroomError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HeadroomError);
  return error as HeadroomError;
}

describe('the tokenizer that ships', () => {
  it('is o200k_base', async () => {
    const tokenizer = await loadTokenizer(undefined);
    expect(tokenizer.name).toBe('o200k_base');
    expect(tokenizer.encode('hello world')).toEqual([24_912, 2375]);
    expect([tokenizer.count('hello world'), tokenizer.count('')]).toEqual([2, 0]);
  });

  it('takes the name of a special token for text', async () => {
    const tokenizer = await loadTokenizer(undefined);
    expect(tokenizer.count('<|endoftext|>')).toBeGreaterThan(1);
    expect(tokenizer.encode('<|endoftext|>')).toHaveLength(tokenizer.count('<|endoftext|>'));
  });

  it('makes prompts of the words that ship', async () => expect(await promptWords(undefined)).toBe(WORDS));
});

describe("a model's own tokenizer", () => {
  it('is read from its file, without special tokens', async () => {
    const file = tempFile('tokenizer.json', wordLevel(['hello', 'world']));
    const tokenizer = await loadTokenizer(file);
    expect(tokenizer.name).toBe(file);
    expect(tokenizer.encode('hello world hello')).toEqual([1, 2, 1]);
    expect(tokenizer.count('hello there')).toBe(2);
  });

  it('may have its configuration beside it', async () => {
    const folder = tempFolder({
      'tokenizer.json': wordLevel(['a']),
      'tokenizer_config.json': '{"model_max_length": 5}',
    });
    expect((await loadTokenizer(join(folder, 'tokenizer.json'))).count('a a')).toBe(2);
  });

  it('makes prompts of those words that are one token of it', async () => {
    const some = WORDS.slice(0, 100);
    expect(await promptWords(tempFile('tokenizer.json', wordLevel(WORDS)))).toEqual(WORDS);
    const words = await promptWords(tempFile('tokenizer.json', wordLevel(some)));
    expect(words.slice(0, 100)).toEqual(some);
  });
});

describe('a tokenizer is refused', () => {
  const hint = "Give the model's tokenizer.json in bench.tokenizer, or leave it out.";

  it.each([
    ['that is not there', () => '/nowhere/tokenizer.json', 'cannot be read (ENOENT)'],
    ['that is a folder', () => tempFolder(), 'cannot be read (EISDIR)'],
    ['that is no JSON', () => tempFile('tokenizer.json', '{'), 'is not valid JSON'],
    [
      'whose configuration is no JSON',
      () => join(tempFolder({ 'tokenizer.json': wordLevel(['a']), 'tokenizer_config.json': '{' }), 'tokenizer.json'),
      'is not valid JSON',
    ],
  ])('%s', async (_name, file, message) => {
    const error = await refused(loadTokenizer(file()));
    expect(error.code).toBe('HR_TOKENIZER_INVALID');
    expect(error.details[0]).toMatchObject({ message, hint });
  });

  it('that is none', async () => {
    const error = await refused(loadTokenizer(tempFile('tokenizer.json', '{"model": {"type": "Magic"}}')));
    expect(error.details[0]).toMatchObject({
      message: expect.stringMatching(/^is no tokenizer that can be used: /),
      hint,
    });
  });

  it('that knows too few common words to make prompts of', async () => {
    const letters = JSON.parse(wordLevel([])) as { pre_tokenizer: object };
    letters.pre_tokenizer = { type: 'Split', pattern: { Regex: '' }, behavior: 'Isolated', invert: false };
    const error = await refused(promptWords(tempFile('tokenizer.json', JSON.stringify(letters))));
    expect(error.details[0]).toMatchObject({
      message: `only 0 of ${WORDS.length} common words are one token; prompts need 64`,
      hint,
    });
  });
});
