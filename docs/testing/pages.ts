/** Which pages there are. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';

/** Every page, by its path from the root of the checkout. */
export function allPages(): string[] {
  return ['README.md', 'CONTRIBUTING.md', ...pagesUnder('docs'), ...pagesUnder('deploy')];
}

export function pagesUnder(folder: string): string[] {
  return readdirSync(shippedPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => join(folder, file));
}
