import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { shippedPath } from '../paths.js';
import { drawJson, type JsonSchema } from '../testing/draw-json.js';
import { plannerFileJsonSchema, scenarioJsonSchema } from './json-schema.js';
import { plannerFileSchema } from './planner-file.js';
import { liveScenarioSchema } from './scenario.js';

type TopSchema = JsonSchema &
  Required<Pick<JsonSchema, 'properties' | 'required'>> & {
    readonly $schema: string;
    readonly title: string;
    readonly dependentRequired: Readonly<Record<string, readonly string[]>>;
  };

const schema = scenarioJsonSchema() as TopSchema;
const plannerFile = plannerFileJsonSchema() as TopSchema;

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

  it('says what it is', () => {
    expect(schema).toMatchObject({ title: 'Headroom scenario', additionalProperties: false });
    expect(plannerFile).toMatchObject({ title: 'Headroom live planner', additionalProperties: false });
    for (const { $schema } of [schema, plannerFile]) expect($schema).toContain('2020-12');
  });

  it.each([
    ['schema.json', schema],
    ['planner.schema.json', plannerFile],
  ])('ships as %s', (name, made) => {
    expect(JSON.parse(readFileSync(shippedPath('scenarios', name), 'utf8'))).toEqual(made);
  });
});

describe('short forms', () => {
  const lives = (top: TopSchema) =>
    (top.properties['cluster']!.oneOf ?? top.properties['cluster']!.anyOf)![0]!.properties!;

  it('of a start path are in both schemas: seconds, a preset, or stages', () => {
    for (const top of [schema, plannerFile]) {
      const startup = lives(top)['prefill']!.properties!['startup']!;
      const [seconds, preset, stages] = startup.anyOf!;
      expect(seconds).toEqual({ type: 'number', minimum: 0 });
      expect(preset!.enum).toEqual(['hot', 'snapshot', 'cached-8B', 'cached-32B', 'cold-70B', 'cold-large']);
      expect(stages).toMatchObject({ type: 'object', required: ['stages'] });
    }
  });

  it('of provisioning are seconds or stages, no preset', () => {
    const [seconds, stages, ...others] = lives(schema)['nodes']!.properties!['provision']!.anyOf!;
    expect(seconds).toEqual({ type: 'number', minimum: 0 });
    expect(stages).toMatchObject({ required: ['stages'] });
    expect(others).toEqual([]);
  });
});

/** Every field of a schema, by its path, with what it says of itself. */
function* fieldsOf(node: JsonSchema & { description?: string }, path = ''): Generator<{ path: string; text?: string }> {
  for (const [name, field] of Object.entries(node.properties ?? {}) as [string, typeof node][]) {
    yield { path: `${path}.${name}`, ...(field.description !== undefined && { text: field.description }) };
    yield* fieldsOf(field, `${path}.${name}`);
  }
  for (const inner of [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.items ? [node.items] : [])]) {
    yield* fieldsOf(inner, path);
  }
}

it('what fields say of themselves is a phrase in plain text', () => {
  const told = [...fieldsOf(schema), ...fieldsOf(plannerFile)].flatMap(({ text }) => text ?? []);
  expect(told.length).toBeGreaterThan(300);
  for (const text of told) {
    expect(text).toMatch(/^\S.*\S$/s);
    expect(text).not.toMatch(/\.$|TODO|undefined/);
  }
});

/** Rules over several fields, which JSON Schema cannot tell, are the only complaint that may be left. */
function onlyRules(error: z.ZodError): boolean {
  const isRule = (issue: z.core.$ZodIssue): boolean =>
    issue.code === 'custom' || (issue.code === 'invalid_union' && issue.errors.some((branch) => branch.every(isRule)));
  return error.issues.every(isRule);
}

describe.each([
  ['a scenario', schema, liveScenarioSchema],
  ["a live planner's file", plannerFile, plannerFileSchema],
] as const)('%s that the JSON Schema allows', (_name, json, zod) => {
  const draws = drawJson(json);

  it('is taken by the code, and taken again as it was understood', () => {
    fc.assert(
      fc.property(draws, (drawn) => {
        const parsed = (zod as z.ZodType).safeParse(drawn);
        if (parsed.success) expect((zod as z.ZodType).parse(parsed.data)).toEqual(parsed.data);
        else expect(onlyRules(parsed.error)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused by the code with a field more', () => {
    fc.assert(
      fc.property(draws, fc.stringMatching(/^[a-z]{3}_x$/), (drawn, name) => {
        expect((zod as z.ZodType).safeParse({ ...(drawn as object), [name]: 1 }).success).toBe(false);
      }),
      { numRuns: 8 },
    );
  });

  it('is refused by the code with a needed field less', () => {
    fc.assert(
      fc.property(draws, fc.constantFrom(...json.required), (drawn, name) => {
        const { [name]: _, ...rest } = drawn as Record<string, unknown>;
        expect((zod as z.ZodType).safeParse(rest).success).toBe(false);
      }),
      { numRuns: 8 },
    );
  });
});
