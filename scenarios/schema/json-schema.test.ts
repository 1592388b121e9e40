import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedPath } from '../paths.js';
import { scenarioJsonSchema } from './json-schema.js';

const schema = scenarioJsonSchema() as {
  readonly properties: object;
  readonly required: readonly string[];
  readonly dependentRequired: Readonly<Record<string, readonly string[]>>;
};

/** What the schema says of a file's top-level fields: those it does not know, and those it misses. */
function complaints(fields: readonly string[]): string[] {
  const needed = [...schema.required, ...fields.flatMap((field) => schema.dependentRequired[field] ?? [])];
  return [
    ...fields.filter((field) => !(field in schema.properties)).map((field) => `unknown: ${field}`),
    ...new Set(needed.filter((field) => !fields.includes(field)).map((field) => `missing: ${field}`)),
  ];
}

/** Ready scenarios; files with axes are sweeps over one. */
const READY = readdirSync(shippedPath('scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, fields: parse(readFileSync(shippedPath('scenarios', name), 'utf8')) as object }))
  .filter(({ fields }) => !('axes' in fields));

describe('the JSON Schema for editors', () => {
  it.each(READY)('accepts $name', ({ fields }) => {
    expect(complaints(Object.keys(fields))).toEqual([]);
  });

  it.each([
    [['traffic'], []],
    [['traffic', 'bench', 'sla'], []],
    [['bench'], ['missing: traffic']],
    [
      ['traffic', 'cluster'],
      ['missing: planner', 'missing: sla'],
    ],
    [['traffic', 'planner', 'sla'], ['missing: cluster']],
    [['traffic', 'clusters'], ['unknown: clusters']],
  ])('of %j says %j', (fields, expected) => expect(complaints(fields)).toEqual(expected));
});
