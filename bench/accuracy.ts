/**
 * `npm run accuracy -- [DIR]`: simulated against measured, over a folder like `../shared/data/accuracy` of which any part may
 * be missing. Progress on stderr; the last line of stdout is one JSON object. docs/accuracy.md tells what is compared how.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { scoreSilicon } from './accuracy/silicon-score.js';

const folder = process.argv[2] ?? '../shared/data/accuracy';
const progress = (line: string): void => void process.stderr.write(`${line}\n`);
const part = <T>(name: string, score: (path: string) => T): T | undefined => {
  const path = join(folder, name);
  if (existsSync(path)) return score(path);
  progress(`${name}: not in ${folder}`);
  return undefined;
};

const silicon = part('silicon', (path) => scoreSilicon(path, progress));
process.stdout.write(`${JSON.stringify({ ...silicon })}\n`);
