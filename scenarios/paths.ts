/** Where the package's own files are, from source and from `dist` alike. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/** The folder of the package's own package.json. */
function packageRoot(): string {
  root ??= findRoot(dirname(fileURLToPath(import.meta.url)));
  return root;
}

/** The version of the installed package. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** A file or folder that ships with the package, by its path from the package's root. */
export function shippedPath(...parts: string[]): string {
  return join(packageRoot(), ...parts);
}

function findRoot(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
    if (name === 'llm-headroom') return folder;
  }
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the package llm-headroom is not installed as a folder');
  return findRoot(parent);
}
