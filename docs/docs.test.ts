/** Holds the pages to what they describe: error codes, scenario fields, links. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { summaryJsonSchema } from '../reports/index.js';
import { ERROR_CODES, type ErrorCode } from '../scenarios/errors/index.js';
import { scenarioJsonSchema, shippedPath } from '../scenarios/index.js';

const page = (name: string) => readFileSync(shippedPath('docs', name), 'utf8');

it('errors.md has a section for every code, and none for another', () => {
  const sections = [...page('reference/errors.md').matchAll(/^## (HR_\w+)$/gm)].map((match) => match[1] as ErrorCode);
  expect(sections.sort()).toEqual((Object.keys(ERROR_CODES) as ErrorCode[]).sort());
});

it('scenario.md tells of every field', () => {
  const text = page('reference/scenario.md');
  const fields = fieldNames(scenarioJsonSchema());
  expect(fields.size).toBeGreaterThan(50);
  expect([...fields].filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
});

it.each([
  ['scenarios/schema.json', scenarioJsonSchema],
  ['reports/summary.schema.json', summaryJsonSchema],
])('%s is the schema (npm run schema writes it)', (name, schema) => {
  expect(JSON.parse(readFileSync(shippedPath(name), 'utf8'))).toEqual(schema());
});

describe('links', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(shippedPath('docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join('docs', file)),
  ];
  it.each(pages)('of %s lead somewhere', (name) => {
    const text = readFileSync(shippedPath(name), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !existsSync(join(shippedPath(dirname(name)), target)))).toEqual([]);
  });
});

/** Names of all properties anywhere in a JSON Schema. */
function fieldNames(schema: unknown, found = new Set<string>()): Set<string> {
  if (schema === null || typeof schema !== 'object') return found;
  const { properties } = schema as { properties?: object };
  for (const name of Object.keys(properties ?? {})) found.add(name);
  for (const value of Object.values(schema)) fieldNames(value, found);
  return found;
}
