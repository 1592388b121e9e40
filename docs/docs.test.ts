/** Holds the pages to what they describe: error and exit codes, fields, commands, policies, pictures, links. What they run, pages.test.ts runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PICTURES } from '../bench/images/pictures.js';
import { EXIT } from '../cli/exit-codes.js';
import { summaryJsonSchema } from '../reports/index.js';
import { ERROR_CODES, type ErrorCode } from '../scenarios/errors/index.js';
import { plannerPolicies, scenarioJsonSchema, shippedPath } from '../scenarios/index.js';
import { allPages, pagesUnder } from './testing/index.js';

const readPage = (name: string) => readFileSync(shippedPath(name), 'utf8');
const page = (name: string) => readPage(join('docs', name));

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

it('record.md tells of every section of summary.json', () => {
  const text = page('reference/record.md');
  const { properties } = summaryJsonSchema() as { properties: object };
  expect(Object.keys(properties).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

it.each([
  ['scenarios/schema.json', scenarioJsonSchema],
  ['reports/summary.schema.json', summaryJsonSchema],
])('%s is the schema (npm run schema writes it)', (name, schema) => {
  expect(JSON.parse(readFileSync(shippedPath(name), 'utf8'))).toEqual(schema());
});

it('errors.md tells of every exit code', () => {
  const codes = [...page('reference/errors.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});

it('commands.md has a section for every command', () => {
  const text = page('reference/commands.md');
  const sections = [...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name!);
  const listed = [...text.matchAll(/^ {2}headroom ([a-z]+) .*$/gm)].map(([, name]) => name!);
  expect([...new Set(sections.map((name) => name.split(' ')[0]))].sort()).toEqual([...new Set(listed)].sort());
});

it('every policy has a section in the pages of the planners', () => {
  const text = pagesUnder('docs/reference/planners').map(readPage).join('\n');
  expect(
    plannerPolicies().filter((policy) => !new RegExp(`^(#+|\\|) .*\`${policy}\`|policy: ${policy}\\b`, 'm').test(text)),
  ).toEqual([]);
});

it('every page is listed: a decision among the decisions, any other in docs/README.md', () => {
  const listed = new Set(['docs/README.md', 'docs/decisions/README.md'].flatMap(linksOf));
  const pages = pagesUnder('docs').filter((name) => name !== 'docs/README.md');
  expect(pages.filter((name) => !listed.has(name))).toEqual([]);
});

describe('links', () => {
  it.each(allPages())('of %s lead somewhere', (name) => {
    expect(linksOf(name).filter((path) => !existsSync(shippedPath(path)))).toEqual([]);
  });
});

it('every picture is made by npm run images, and shown by a page', () => {
  const files = readdirSync(shippedPath('docs', 'images'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svg'),
  );
  expect(files.sort()).toEqual([...PICTURES.keys()].sort());
  const shown = new Set(allPages().flatMap(linksOf));
  expect(files.filter((name) => !shown.has(join('docs', 'images', name)))).toEqual([]);
});

describe('the deployment guide', () => {
  const guide = page('how-to/sla-planner-guide.md');

  it('has the six sections of the one that it follows', () => {
    const titles = [...guide.matchAll(/^## (\d\. .*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      '1. Deploy the System',
      '2. Apply Prometheus Port Fix (Required)',
      '3. Test the System',
      '4. Monitor Scaling',
      '5. Key Notes',
      '6. Troubleshooting',
    ]);
  });

  it('names workloads that deploy/guide has', () => {
    const folder = shippedPath('deploy', 'guide');
    const manifests = readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    const names = new Set([...guide.matchAll(/vllm-disagg-planner-[a-z]+/g)].map(([name]) => name));
    expect(names.size).toBe(5);
    for (const name of names) expect(manifests).toContain(`name: ${name}\n`);
  });
});

/** The files that a page links to, pictures too, by their path from the root of the checkout. */
function linksOf(name: string): string[] {
  const targets = readPage(name).matchAll(/\]\((?!https?:|#)([^)#]+)/g);
  return [...targets].map(([, target]) => join(dirname(name), target!));
}

/** Names of all properties anywhere in a JSON Schema. */
function fieldNames(schema: unknown, found = new Set<string>()): Set<string> {
  if (schema === null || typeof schema !== 'object') return found;
  const { properties } = schema as { properties?: object };
  for (const name of Object.keys(properties ?? {})) found.add(name);
  for (const value of Object.values(schema)) fieldNames(value, found);
  return found;
}
