/** `npm run images`: makes every picture under docs/images. The last line of stdout is one JSON object. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { shippedPath } from '../scenarios/index.js';
import { PICTURES } from './images/pictures.js';

for (const [name, draw] of PICTURES) {
  const path = shippedPath('docs', 'images', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await draw());
  process.stderr.write(`${name}\n`);
}
process.stdout.write(`${JSON.stringify({ images: PICTURES.size })}\n`);
