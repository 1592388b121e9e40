/**
 * `npm run house`: the figures that docs/decisions/house.md scores. `-- --bare` lists exports without a comment of their own. The
 * last line of stdout is one JSON object.
 */
import { readFileSync } from 'node:fs';
import { shippedPath } from '../scenarios/index.js';
import { documented, lengths, places } from './house/figures.js';
import { codeFiles, trackedPaths } from './house/tree.js';

const paths = trackedPaths();
const files = codeFiles(paths);
const [source, tests, bench] = (['source', 'test', 'bench'] as const).map((kind) =>
  files.filter((file) => file.kind === kind),
);
const docs = documented(source!);
if (process.argv.includes('--bare')) process.stdout.write(`${docs.bare.join('\n')}\n`);
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as Record<
  string,
  Readonly<Record<string, string>>
>;
const core = source!.filter(({ path }) => path.startsWith('sim/core/'));
const figures = {
  source: lengths(source!),
  tests: lengths(tests!),
  bench: lengths(bench!),
  tests_per_source: round(lengths(tests!).lines / lengths(source!).lines),
  documented_exports: `${docs.documented} of ${docs.exports}`,
  throws_without_code: places(source!, /\bthrow new (Range|Type)?Error\(/).length,
  to_do: places(files, /^\s*(\/\/|\/?\*).*\b(TODO|FIXME)\b/).length,
  simulator_core_lines: lengths(core).lines,
  decisions: paths.filter((path) => /^docs\/decisions\/\d/.test(path)).length,
  top_level_entries: new Set(paths.map((path) => path.split('/')[0])).size,
  runtime_dependencies: Object.keys(dependencies ?? {}).length,
  optional_dependencies: Object.keys(optionalDependencies ?? {}).length,
};
for (const [name, value] of Object.entries(figures)) {
  process.stderr.write(`${name.padEnd(24)} ${typeof value === 'object' ? JSON.stringify(value) : value}\n`);
}
process.stdout.write(`${JSON.stringify(figures)}\n`);

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
