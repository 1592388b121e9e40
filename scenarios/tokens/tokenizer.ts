/** Tokenizers that need no network: OpenAI's o200k_base, whose ranks ship, or a model's own tokenizer.json. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HeadroomError } from '../errors/index.js';
import { optionalPackage } from '../optional-package.js';
import { WORDS } from './lexicon.js';

/** Turns text into tokens. */
export interface Tokenizer {
  readonly name: string;
  count(text: string): number;
  encode(text: string): readonly number[];
}

const LEAST_WORDS = 64;

/**
 * Loads a tokenizer; without a file o200k_base, which takes a tenth of a second. Throws HR_TOKENIZER_INVALID, HR_PACKAGE_MISSING.
 */
export async function loadTokenizer(file: string | undefined): Promise<Tokenizer> {
  if (file === undefined) {
    const { countTokens, encode } = await optionalPackage(
      'Counting tokens without a tokenizer.json',
      ['gpt-tokenizer'],
      () => import('gpt-tokenizer/encoding/o200k_base'),
    );
    const plain = { disallowedSpecial: new Set<string>() }; // a prompt may name a special token: it is text like any other
    return {
      name: 'o200k_base',
      count: (text) => countTokens(text, plain),
      encode: (text) => encode(text, plain),
    };
  }
  const { Tokenizer: HuggingFace } = await optionalPackage(
    'A tokenizer.json',
    ['@huggingface/tokenizers'],
    () => import('@huggingface/tokenizers'),
  );
  const definition = readJson(file);
  const besides = join(dirname(file), 'tokenizer_config.json');
  try {
    const tokenizer = new HuggingFace(definition, existsSync(besides) ? readJson(besides) : {});
    const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
    return { name: file, count: (text) => encode(text).length, encode };
  } catch (error) {
    if (error instanceof HeadroomError) throw error;
    throw invalid(file, `is no tokenizer that can be used: ${(error as Error).message}`);
  }
}

/** The words that are one token each, for prompts. The shipped list fits the shipped tokenizer. Throws HR_TOKENIZER_INVALID. */
export async function promptWords(file: string | undefined): Promise<readonly string[]> {
  if (file === undefined) return WORDS;
  const tokenizer = await loadTokenizer(file);
  const words = WORDS.filter((word) => tokenizer.count(` ${word}`) === 1);
  const probe = words.map((word) => ` ${word}`).join('');
  if (words.length >= LEAST_WORDS && tokenizer.count(probe) === words.length) return words;
  throw invalid(
    file,
    `only ${words.length} of ${WORDS.length} common words are one token; prompts need ${LEAST_WORDS}`,
  );
}

function readJson(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalid(file, code ? `cannot be read (${code})` : 'is not valid JSON');
  }
}

function invalid(file: string, message: string): HeadroomError {
  return new HeadroomError('HR_TOKENIZER_INVALID', {
    at: { file },
    message,
    hint: "Give the model's tokenizer.json in bench.tokenizer, or leave it out.",
  });
}
