/** Every door of the package leads to types and to code, and every name behind it has a comment. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

interface Door {
  readonly types: string;
  readonly default: string;
}

const { exports: paths } = JSON.parse(readFileSync(shippedPath('package.json'), 'utf8')) as {
  exports: Record<string, Door | string>;
};
const doors = Object.entries(paths).filter((entry): entry is [string, Door] => typeof entry[1] !== 'string');

it('there are six, and package.json', () => {
  expect(doors.map(([path]) => path)).toEqual(
    ['planner-core', 'sim', 'scenarios', 'reports', 'studies', 'loadgen'].map((name) => `./${name}`),
  );
  expect(paths['./package.json']).toBe('./package.json');
});

it.each(doors)('%s has types first, both files, and the values that its types tell of', async (_, door) => {
  expect(Object.keys(door)).toEqual(['types', 'default']);
  const names = namesOf(shippedPath(door.types));
  const code = (await import(shippedPath(door.default))) as Record<string, unknown>;
  const values = [...names].filter(([, { kind }]) => kind !== 'interface' && kind !== 'type').map(([name]) => name);
  expect(Object.keys(code).sort()).toEqual(values.sort());
});

it.each(doors)('%s: every name has a comment', (_, door) => {
  const names = namesOf(shippedPath(door.types));
  expect(names.size).toBeGreaterThan(10);
  expect([...names].filter(([, { hasComment }]) => !hasComment).map(([name]) => name)).toEqual([]);
});

interface Name {
  readonly kind: string;
  readonly hasComment: boolean;
}

const seen = new Map<string, Map<string, Name>>();

/** The names that a file of declarations exports, those of other files followed to where they are declared. */
function namesOf(file: string): Map<string, Name> {
  const known = seen.get(file);
  if (known) return known;
  expect(existsSync(file), file).toBe(true);
  const text = readFileSync(file, 'utf8');
  const names = new Map<string, Name>();
  seen.set(file, names);
  const from = (path: string) => namesOf(join(dirname(file), path.replace(/\.js$/, '.d.ts')));
  for (const [, path] of text.matchAll(/export (?:type )?\* from '([^']+)'/g)) {
    for (const [name, told] of from(path!)) names.set(name, told);
  }
  for (const [, list, path] of text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)) {
    for (const item of list!
      .split(',')
      .map((part) => part.trim().replace(/^type /, ''))
      .filter(Boolean)) {
      const [inner, outer = inner] = item.split(' as ');
      names.set(outer!, from(path!).get(inner!)!);
    }
  }
  const declared = /(\*\/\s*)?export (?:declare )?(?:abstract )?(function|class|const|interface|type) (\w+)/g;
  for (const [, comment, kind, name] of text.matchAll(declared)) {
    names.set(name!, { kind: kind!, hasComment: comment !== undefined });
  }
  return names;
}
