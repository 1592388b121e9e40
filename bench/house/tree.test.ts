import { expect, it } from 'vitest';
import { codeFiles, trackedPaths } from './tree.js';

it('tracked paths are seen from the root, each once, and nothing that git ignores is among them', () => {
  const paths = trackedPaths();
  expect(paths).toContain('package.json');
  expect(paths).toContain('bench/house/tree.ts');
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => /^(node_modules|dist)\//.test(path))).toEqual([]);
});

it.each([
  ['bench/house/tree.ts', 'bench'],
  ['bench/accuracy/csv.test.ts', 'test'],
  ['studies/testing/files.ts', 'test'],
  ['studies/pool/worker.ts', 'source'],
  ['cli/testing/demo-rig.ts', 'test'],
] as const)('%s is %s', (path, kind) => {
  expect(codeFiles([path])).toMatchObject([{ path, kind }]);
});

it('code is TypeScript alone, in lines without an empty one at the end', () => {
  const [tree, ...others] = codeFiles(['package.json', 'bench/house/tree.ts', 'README.md']);
  expect(others).toEqual([]);
  expect(tree!.lines[0]).toMatch(/^\/\*\* The tracked files/);
  expect(tree!.lines.at(-1)).toBe('}');
});
