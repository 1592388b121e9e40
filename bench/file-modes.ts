/**
 * The last step of the build: gives what the package ships the modes that it is packed with, whatever the umask of who checked it
 * out and built it, so that two packs have the same bytes.
 */
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../scenarios/index.js';

interface Manifest {
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
}

const { files, bin } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as Manifest;
const shipped = files.filter((pattern) => !pattern.startsWith('!')).map((pattern) => pattern.split('*')[0]!);
for (const path of new Set([...shipped, 'package.json', 'README.md', 'LICENSE'])) settle(shippedPath(path));
for (const program of new Set(Object.values(bin))) chmodSync(shippedPath(program), 0o755);

function settle(path: string): void {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry?.isDirectory()) for (const name of readdirSync(path)) settle(join(path, name));
  else if (entry?.isFile() && (entry.mode & 0o777) !== 0o644) chmodSync(path, 0o644);
}
