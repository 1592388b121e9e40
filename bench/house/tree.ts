/** The tracked files of the project, and what kind each is. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { shippedPath } from '../../scenarios/index.js';

export interface CodeFile {
  readonly path: string;
  readonly kind: 'source' | 'test' | 'bench';
  readonly lines: readonly string[];
}

/** Paths from the repository's root, as git tracks them. */
export function trackedPaths(): string[] {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: shippedPath(), encoding: 'utf8' });
  return stdout.split('\0').filter((path) => path !== '');
}

/** TypeScript alone; what helps tests (`testing/`) counts with them, and `bench/` is neither. */
export function codeFiles(paths: readonly string[]): CodeFile[] {
  return paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({
      path,
      kind: kindOf(path),
      lines: readFileSync(shippedPath(path), 'utf8').trimEnd().split('\n'),
    }));
}

function kindOf(path: string): CodeFile['kind'] {
  if (path.endsWith('.test.ts') || /(^|\/)testing(\/|\.ts$)/.test(path)) return 'test';
  return path.startsWith('bench/') ? 'bench' : 'source';
}
