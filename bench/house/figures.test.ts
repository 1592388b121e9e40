import { describe, expect, it } from 'vitest';
import { documented, lengths, places } from './figures.js';
import type { CodeFile } from './tree.js';

const file = (path: string, ...lines: readonly string[]): CodeFile => ({ path, kind: 'source', lines });
const long = (path: string, count: number) => file(path, ...Array.from({ length: count }, (_, i) => `line ${i}`));

describe('lengths', () => {
  it('are summed, and the longest is named', () => {
    const found = lengths([long('b.ts', 30), long('a.ts', 10), long('c.ts', 20)]);
    expect(found).toMatchObject({ files: 3, lines: 60, median: 20, longest: 'b.ts (30)' });
    expect(found.p90).toBeGreaterThan(20);
    expect(found.p90).toBeLessThanOrEqual(30);
  });

  it('of one file are its own', () => {
    expect(lengths([long('a.ts', 7)])).toEqual({ files: 1, lines: 7, median: 7, p90: 7, longest: 'a.ts (7)' });
  });

  it('leave the order of the files alone', () => {
    const files = [long('b.ts', 2), long('a.ts', 1)];
    lengths(files);
    expect(files.map(({ path }) => path)).toEqual(['b.ts', 'a.ts']);
  });

  it('of no file name none', () => {
    expect(lengths([])).toMatchObject({ files: 0, lines: 0, longest: '' });
  });
});

describe('documented', () => {
  it.each([
    'export function f() {}',
    'export async function f() {}',
    'export function* f() {}',
    'export async function* f() {}',
    'export class f {}',
    'export abstract class f {}',
    'export interface f {}',
    'export type f = 1;',
    'export const f = 1;',
  ])('%s is an export, with a comment or bare', (line) => {
    expect(documented([file('a.ts', line)])).toEqual({ exports: 1, documented: 0, bare: ['a.ts:f'] });
    expect(documented([file('a.ts', '/** What for. */', line)])).toEqual({ exports: 1, documented: 1, bare: [] });
  });

  it.each([
    'function f() {}',
    "export { f } from './f.js';",
    "export type { f } from './f.js';",
    "export * from './f.js';",
    '  export const f = 1;',
    'export default f;',
  ])('%s declares nothing that is exported', (line) => {
    expect(documented([file('a.ts', line)]).exports).toBe(0);
  });

  it('a comment must end right above', () => {
    const lines = [
      '/**',
      ' * Of f.',
      ' */  ',
      'export const f = 1;',
      'export const g = 2;',
      '// of h',
      'export type h = 1;',
    ];
    expect(documented([file('a.ts', ...lines), file('b.ts', '/** */', '', 'export class K {}')])).toEqual({
      exports: 4,
      documented: 1,
      bare: ['a.ts:g', 'a.ts:h', 'b.ts:K'],
    });
  });
});

it('places are counted from line 1, every line once', () => {
  const files = [file('a.ts', 'any any', 'none', 'any'), file('b.ts'), file('c.ts', 'many')];
  expect(places(files, /\bany\b/)).toEqual(['a.ts:1', 'a.ts:3']);
  expect(places(files, /never/)).toEqual([]);
});
