/** What the load generator's own dependencies take on disk. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';

const OWN = ['undici', 'eventsource-parser', 'gpt-tokenizer', '@huggingface/tokenizers'];

/** Megabytes of the installed packages; none of them has dependencies of its own. */
export function installedMb(): number {
  const bytes = OWN.reduce((sum, name) => sum + bytesUnder(shippedPath('node_modules', name)), 0);
  return Number((bytes / 1e6).toFixed(1));
}

function bytesUnder(path: string): number {
  const entry = lstatSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesUnder(join(path, name)), 0);
}
