/** `--set path=value`: overrides fields of a scenario before it is checked. */
import { type Document, isCollection, isMap, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { HeadroomError, type SourceLocation } from '../errors/index.js';
import { dataOf, type Path, type ScenarioDocument } from './document.js';
import { knownKeys, variantNames } from './known-names.js';

/** One `--set`, read. */
export interface Override {
  /** As typed. */
  readonly text: string;
  readonly path: Path;
  readonly value: unknown;
}

/** Reads one override; the value is YAML: a number, a word, `[1, 2]`, `{a: 1}`. Throws HR_SET_INVALID. */
export function parseOverride(text: string): Override {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).split('.');
  if (equals < 1 || path.some((key) => key === '')) {
    throw new HeadroomError('HR_SET_INVALID', {
      message: `--set '${text}' is not path=value`,
      hint: 'For example --set cluster.decode.replicas=4 or --set planner.policy=static.',
    });
  }
  return {
    text,
    path: path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    value: parseValue(text, equals + 1),
  };
}

function parseValue(text: string, start: number): unknown {
  const value = parseDocument(text.slice(start), { prettyErrors: false });
  try {
    if (value.errors.length === 0) return value.toJS() as unknown;
  } catch {
    // an alias, for which a value of its own has no anchor
  }
  throw new HeadroomError('HR_SET_INVALID', { message: `--set '${text}': the value is not valid YAML` });
}

/** Where the value at a path was set on the command line, if it was: the last override of it or of a part it lies in. */
export function overridePlace(path: Path, overrides: readonly Override[]): SourceLocation | undefined {
  const setBy = overrides.findLast(
    (override) => override.path.length <= path.length && override.path.every((key, i) => key === path[i]),
  );
  return setBy && { file: `--set ${setBy.text}` };
}

/**
 * Writes overrides into the document. Throws HR_SET_INVALID where a path leads through a single value, or names no place
 * of a list.
 */
export function applyOverrides(
  schema: z.core.$ZodType,
  document: ScenarioDocument,
  overrides: readonly Override[],
): void {
  const { contents } = document.yaml;
  if (contents !== null && !isMap(contents)) return; // no group of fields at all, of which the check will tell
  if (overrides.length > 0) copyAliased(document.yaml);
  for (const { text, path, value } of overrides) {
    for (let length = 1; length < path.length; length++) clearWay(document.yaml, text, path, length);
    document.yaml.setIn(path, document.yaml.createNode(value));
    dropOtherVariant(schema, document, path, overrides);
  }
}

/** Makes sure that the first `length` keys of a path lead to a group, a list or nothing. */
function clearWay(yaml: Document, text: string, path: Path, length: number): void {
  const node: unknown = yaml.getIn(path.slice(0, length), true);
  const fail = (message: string): never => {
    throw new HeadroomError('HR_SET_INVALID', {
      message: `--set '${text}': ${path.slice(0, length).join('.')} ${message}`,
    });
  };
  if (isScalar(node) && node.value !== null) fail('is a single value and has no fields');
  if (isSeq(node)) {
    const at = path[length]!;
    const last = node.items.length; // one more than there are, to add one
    if (typeof at !== 'number' || at > last)
      fail(`is a list; found '${String(at)}', expected a place from 0 to ${last}`);
  } else if (node !== undefined && !isCollection(node)) yaml.deleteIn(path.slice(0, length));
}

/** Each alias becomes a copy of what it stands for, so that overriding the one place leaves the other as it is written. */
function copyAliased(yaml: Document): void {
  visit(yaml, {
    Alias: (_, alias) => {
      const copy: unknown = alias.resolve(yaml)?.clone();
      if (!isNode(copy)) return undefined;
      if ('anchor' in copy) delete copy.anchor;
      return copy;
    },
  });
}

/**
 * Choosing another variant (`planner.policy=static`) leaves the old one's fields behind; those go, unless an override
 * sets them too and so means them.
 */
function dropOtherVariant(
  schema: z.core.$ZodType,
  document: ScenarioDocument,
  path: Path,
  overrides: readonly Override[],
): void {
  const data = dataOf(document);
  if (!variantNames(schema, path, data).includes(String(document.yaml.getIn(path)))) return;
  const parent = path.slice(0, -1);
  const node: unknown = document.yaml.getIn(parent, true);
  if (!isMap(node)) return;
  const known = knownKeys(schema, parent, data);
  const meant = overrides
    .filter((override) => parent.every((key, i) => override.path[i] === key))
    .map((override) => override.path[parent.length]);
  for (const key of node.items.map((item) => String(item.key))) {
    if (!known.includes(key) && !meant.includes(key)) document.yaml.deleteIn([...parent, key]);
  }
}
