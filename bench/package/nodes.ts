/** Node of several releases, as npm installs it: the packages `node-<platform>-<architecture>`. */
import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { install } from './install.js';
import { run } from './processes.js';

export interface NodeRelease {
  readonly version: string;
  /** The environment in which `node` and `npx` are this release. */
  readonly env: { readonly PATH: string };
}

/** The newest of a release line, e.g. `22`; the line of this process is this process. */
export function nodeRelease(line: string, folder: string): NodeRelease {
  if (process.version.startsWith(`v${line}.`)) return { version: process.version, env: { PATH: pathWith(undefined) } };
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(install(join(folder, `node-${line}`), [`${name}@^${line}`]), 'node_modules', name, 'bin');
  chmodSync(join(bin, 'node'), 0o755);
  const env = { PATH: pathWith(bin) };
  return { version: run('node', ['--version'], { folder, env }).trim(), env };
}

function pathWith(bin: string | undefined): string {
  return [bin, process.env['PATH']].filter((part) => part !== undefined).join(delimiter);
}
