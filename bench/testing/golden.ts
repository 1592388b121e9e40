/** Folders of golden vectors with the shipped profiles and triangles, and vectors that a test has changed. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';
import { testFolder } from '../../studies/testing/index.js';
import { GoldenFolder } from '../golden/folder.js';

/** The vectors that are shipped. */
export function shippedGolden(): GoldenFolder {
  return new GoldenFolder(shippedPath('bench', 'fixtures', 'golden'));
}

/** A folder for one test, with one file of vectors. */
export function goldenWith(file: string, vectors: object): GoldenFolder {
  const folder = testFolder();
  for (const name of ['profiles', 'triangulations.json']) {
    cpSync(join(shippedGolden().path, name), join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, file), JSON.stringify(vectors));
  return new GoldenFolder(folder);
}
