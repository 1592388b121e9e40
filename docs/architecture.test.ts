/** Holds the code to docs/architecture.md: which folder may import which, through which door, and without cycles. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Folder → the folders it may import. `bench` and `cli` compose everything. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'planner-core': [],
  scenarios: ['planner-core'],
  reports: ['planner-core', 'scenarios'],
  sim: ['planner-core', 'scenarios', 'reports'],
  studies: ['planner-core', 'scenarios', 'reports', 'sim'],
  loadgen: ['planner-core', 'scenarios', 'reports'],
  live: ['planner-core', 'scenarios', 'reports', 'sim'],
  cli: ['planner-core', 'scenarios', 'reports', 'sim', 'studies', 'loadgen', 'live'],
  library: ['planner-core', 'scenarios', 'reports', 'sim', 'studies', 'loadgen'],
  bench: ['planner-core', 'scenarios', 'reports', 'sim', 'studies', 'loadgen', 'live'],
};
/** Doors beside `<folder>/index.ts`: parts that are pure, for folders that must run in a browser. */
const INNER_DOORS = [
  'reports/measure/index.ts',
  'reports/record/index.ts',
  'reports/render/format.ts',
  'scenarios/errors/index.ts',
  'scenarios/random/index.ts',
  'planner-core/policies/testing/index.ts',
  'reports/testing/index.ts',
  'sim/testing/index.ts',
  'loadgen/testing/index.ts',
  'live/testing/index.ts',
  'studies/testing/index.ts',
];
const BROWSER_SAFE = ['planner-core', 'sim'];
/** What a browser-safe folder may load at run time from outside itself. */
const PURE_DOORS = ['planner-core/index.ts', ...INNER_DOORS];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const files = Object.keys(MAY_IMPORT)
  .flatMap((folder) => sourceFiles(folder))
  .filter((file) => !file.endsWith('.test.ts'));
const imports = files.flatMap((file) => importsOf(file));
const local = imports.filter((entry) => entry.specifier.startsWith('.'));

describe('the house', () => {
  it('has source files and imports to check', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(local.length).toBeGreaterThan(20);
  });

  it('imports only along its arrows', () => {
    const wrong = local.filter((entry) => {
      const [from, to] = [topOf(entry.file), topOf(target(entry))];
      return from !== to && !MAY_IMPORT[from]?.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it('enters a folder through its door alone', () => {
    const wrong = local.filter((entry) => {
      const to = target(entry);
      return topOf(entry.file) !== topOf(to) && to !== `${topOf(to)}/index.ts` && !INNER_DOORS.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps planner-core and sim fit for a browser', () => {
    const own = imports.filter((entry) => BROWSER_SAFE.includes(topOf(entry.file)) && !entry.typeOnly);
    const wrong = own.filter((entry) => {
      if (!entry.specifier.startsWith('.')) return entry.specifier.startsWith('node:');
      const to = target(entry);
      return !BROWSER_SAFE.includes(topOf(to)) && !PURE_DOORS.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps the clock and chance of the machine out of planner-core and sim', () => {
    const forbidden = /\b(Date\.now|new Date|Math\.random|performance\.now|setTimeout|process\.)/;
    const pure = files.filter((file) => BROWSER_SAFE.includes(topOf(file)));
    expect(pure.filter((file) => forbidden.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
  });

  it('has no import cycle', () => {
    const graph = new Map<string, string[]>();
    for (const entry of local)
      if (!entry.typeOnly) graph.set(entry.file, [...(graph.get(entry.file) ?? []), target(entry)]);
    expect(findCycle(graph)).toBeUndefined();
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'/gms);
  const dynamic = text.matchAll(/\bimport\('([^']+)'\)/g);
  return [
    ...[...statements].map((match) => ({ file, specifier: match[2]!, typeOnly: match[1] !== undefined })),
    ...[...dynamic].map((match) => ({ file, specifier: match[1]!, typeOnly: false })),
  ];
}

function target(entry: Import): string {
  return relative('.', normalize(join(dirname(entry.file), entry.specifier))).replace(/\.js$/, '.ts');
}

function topOf(file: string): string {
  return file.split('/')[0]!;
}

function findCycle(graph: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
