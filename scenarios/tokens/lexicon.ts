/** Words for prompts, of which n make a prompt of n tokens. */
import { readFileSync } from 'node:fs';
import { shippedPath } from '../paths.js';

const FILE = shippedPath('scenarios', 'tokens', 'words.json');

/**
 * Common words and stems, each one token when it follows a space, in o200k_base, in cl100k_base and in most tokenizers
 * made after them. The test holds them to the tokenizers that ship.
 */
export const WORDS: readonly string[] = (JSON.parse(readFileSync(FILE, 'utf8')) as { words: string[] }).words;
