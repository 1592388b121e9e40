/** Holds docs/decisions/dependencies.md to package.json and to what is installed. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dependencies } from '../bench/package/dependencies.js';
import { shippedPath } from '../scenarios/index.js';

/** Required ones are few on purpose: each is one more thing that can break, be taken over or grow. */
const MOST_REQUIRED = 12;

const page = readFileSync(shippedPath('docs', 'decisions', 'dependencies.md'), 'utf8');
const [, always = '', optional = ''] = page.split(/^## (?:Always installed|Optional|Left out)$/m);

function rowsOf(section: string): { name: string; mb: number; cells: number }[] {
  return [...section.matchAll(/^\| `([^`]+)` \| ([\d.]+) \|(.*)\|$/gm)].map(([, name, mb, rest]) => ({
    name: name!,
    mb: Number(mb),
    cells: rest!.split('|').filter((cell) => cell.trim() !== '').length,
  }));
}

it.each([
  ['dependencies', always, false],
  ['optionalDependencies', optional, true],
])('%s: each has a row with a reason and what would be without it, and no other has', (_, section, isOptional) => {
  const names = dependencies().flatMap((each) => (each.optional === isOptional ? [each.name] : []));
  expect(
    rowsOf(section)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(names.sort());
  for (const row of rowsOf(section)) expect([row.name, row.cells]).toEqual([row.name, 2]);
});

it('the sizes are those of what is installed, within a tenth', () => {
  const rows = [...rowsOf(always), ...rowsOf(optional)];
  for (const { name, mb } of dependencies()) {
    const told = rows.find((row) => row.name === name)!.mb;
    expect(Math.abs(told - mb), `${name} takes ${mb} MB`).toBeLessThanOrEqual(Math.max(0.2, 0.1 * mb));
  }
});

it(`no more than ${MOST_REQUIRED} are required`, () => {
  expect(dependencies().filter((each) => !each.optional).length).toBeLessThanOrEqual(MOST_REQUIRED);
});
