/** Turns the schema's issues into errors for a user: place, path, what was found, what was expected, the nearest name. */
import type { z } from 'zod';
import { type ErrorDetail, nearestName, type SourceLocation } from '../errors/index.js';
import { locateKey, locateValue, type Path, type ScenarioDocument } from './document.js';
import { knownKeys, variantNames } from './known-names.js';
import type { Override } from './overrides.js';

type Issue = z.core.$ZodIssue;

/** One detail per mistake; an unknown key and its siblings are told one by one. `schema`: of the document, unless a scenario's. */
export function describeIssues(
  issues: readonly Issue[],
  document: ScenarioDocument,
  overrides: readonly Override[],
  schema?: z.core.$ZodType,
): ErrorDetail[] {
  return issues.flatMap((issue) => describeIssue(issue, document, overrides, schema));
}

function describeIssue(
  issue: Issue,
  document: ScenarioDocument,
  overrides: readonly Override[],
  schema: z.core.$ZodType | undefined,
): ErrorDetail[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const valid = knownKeys(path, document.yaml.toJS(), schema);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, valid);
      return {
        at: overridePlace([...path, key], overrides) ?? locateKey(document, [...path, key]),
        message: `${dotted([...path, key])}: no such field`,
        hint: nearest ? `Did you mean '${nearest}'?` : `Fields here: ${valid.join(', ')}.`,
      };
    });
  }
  const found = document.yaml.getIn(path) as unknown;
  const missing = found === undefined;
  const variants = issue.code === 'invalid_union' ? variantNames(path, document.yaml.toJS(), schema) : [];
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
      return { text: issue.format === 'date' ? 'a date as 2026-11-24' : `a ${issue.format}` };
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

function overridePlace(path: Path, overrides: readonly Override[]): SourceLocation | undefined {
  const setBy = overrides.findLast(
    (override) => override.path.length <= path.length && override.path.every((key, i) => key === path[i]),
  );
  return setBy && { file: `--set ${setBy.text}` };
}
