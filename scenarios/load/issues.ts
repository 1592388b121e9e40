/** Turns the schema's issues into errors for a user: place, path, what was found, what was expected, the nearest name. */
import type { z } from 'zod';
import { type ErrorDetail, nearestName } from '../errors/index.js';
import { dataOf, locateKey, locateValue, type Path, type ScenarioDocument } from './document.js';
import { knownKeys, variantNames } from './known-names.js';
import { type Override, overridePlace } from './overrides.js';

type Issue = z.core.$ZodIssue;

/** One detail per mistake; an unknown key and its siblings are told one by one. */
export function describeIssues(
  schema: z.core.$ZodType,
  issues: readonly Issue[],
  document: ScenarioDocument,
  overrides: readonly Override[],
): ErrorDetail[] {
  const data = dataOf(document);
  return issues.flatMap((issue) => describeIssue(schema, issue, document, data, overrides));
}

function describeIssue(
  schema: z.core.$ZodType,
  issue: Issue,
  document: ScenarioDocument,
  data: unknown,
  overrides: readonly Override[],
): ErrorDetail[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const valid = knownKeys(schema, path, data);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, valid);
      return {
        at: overridePlace([...path, key], overrides) ?? locateKey(document, [...path, key]),
        message: `${dotted([...path, key])}: no such field`,
        hint: nearest ? `Did you mean '${nearest}'?` : `Fields here: ${valid.join(', ')}.`,
      };
    });
  }
  const inside = issue.code === 'invalid_union' ? insideOneForm(issue) : [];
  if (inside.length > 0) return inside.flatMap((inner) => describeIssue(schema, inner, document, data, overrides));
  const found = valueAt(data, path);
  const missing = found === undefined;
  const variants = issue.code === 'invalid_union' ? variantNames(schema, path, data) : [];
  const expected = variants.length > 0 ? oneOf(variants) : expectation(issue);
  const nearest = typeof found === 'string' && expected.options ? nearestName(found, expected.options) : undefined;
  return [
    {
      at: overridePlace(path, overrides) ?? (missing ? locateKey(document, path) : locateValue(document, path)),
      message: missing
        ? `${dotted(path)}: missing; expected ${expected.text}`
        : `${dotted(path)}: found ${show(found)}; expected ${expected.text}`,
      ...(nearest && { hint: `Did you mean '${nearest}'?` }),
    },
  ];
}

/** A value of several forms (a list, a number, a group) that has one of them: what is wrong inside it. */
function insideOneForm({ errors, path }: Extract<Issue, { code: 'invalid_union' }>): Issue[] {
  const isOther = ({ code, path: inner }: Issue) => code === 'invalid_type' && inner.length === 0;
  const [form, ...others] = errors.filter((branch) => !branch.some(isOther));
  return form && others.length === 0 ? form.map((inner) => ({ ...inner, path: [...path, ...inner.path] })) : [];
}

/** The value at a path, through aliases too; `undefined` where there is none. */
function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], data);
}

/** What the schema wanted, in words; with the choices where it wanted one of several. */
interface Expectation {
  readonly text: string;
  readonly options?: string[];
}

function expectation(issue: Issue): Expectation {
  switch (issue.code) {
    case 'invalid_type': // a schema with words of its own says more than its type does
      return { text: issue.message.startsWith('Invalid input') ? article(issue.expected) : issue.message };
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return {
        text: issue.errors.map((branch) => branch.map((inner) => expectation(inner).text).join(' and ')).join(', or '),
      };
    case 'too_small':
      return { text: bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum) };
    case 'too_big':
      return { text: bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum) };
    case 'invalid_format':
      if (issue.format === 'date') return { text: 'a date as 2026-11-24' };
      return { text: issue.format === 'regex' ? issue.message : `a ${issue.format}` };
    default:
      return { text: issue.message };
  }
}

function oneOf(options: string[]): Expectation {
  return { text: options.length === 1 ? `'${options[0]}'` : `one of ${options.join(', ')}`, options };
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  if (type === 'object' || type === 'record') return 'a group of fields';
  if (type === 'array' || type === 'tuple') return 'a list';
  if (type === 'string') return 'text';
  return `a ${type}`;
}

function bound(origin: string, comparison: string, limit: number | bigint): string {
  if (origin === 'string') return 'text that is not empty';
  return origin === 'array' ? `${comparison} ${limit} entries` : `a number ${comparison} ${limit}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function dotted(path: Path): string {
  return path.length === 0 ? 'the scenario' : path.map(String).join('.');
}
