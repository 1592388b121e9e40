/** `--set path=value`: overrides fields of a scenario before it is checked. */
import { type Document, isCollection, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { HeadroomError } from '../errors/index.js';
import type { Path, ScenarioDocument } from './document.js';
import { knownKeys, variantNames } from './known-names.js';

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
  const value = parseDocument(text.slice(equals + 1), { prettyErrors: false });
  if (value.errors.length > 0) {
    throw new HeadroomError('HR_SET_INVALID', { message: `--set '${text}': the value is not valid YAML` });
  }
  return { text, path: path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)), value: value.toJS() as unknown };
}

/** Writes overrides into the document. Throws HR_SET_INVALID where a path leads through a single value. */
export function applyOverrides(
  schema: z.core.$ZodType,
  document: ScenarioDocument,
  overrides: readonly Override[],
): void {
  if (overrides.length > 0) copyAliased(document.yaml);
  for (const { text, path, value } of overrides) {
    for (let length = 1; length < path.length; length++) {
      const node: unknown = document.yaml.getIn(path.slice(0, length), true);
      if (isScalar(node) && node.value !== null) {
        throw new HeadroomError('HR_SET_INVALID', {
          message: `--set '${text}': ${path.slice(0, length).join('.')} is a single value and has no fields`,
        });
      }
      if (node !== undefined && !isCollection(node)) document.yaml.deleteIn(path.slice(0, length));
    }
    document.yaml.setIn(path, document.yaml.createNode(value));
    dropOtherVariant(schema, document, path, overrides);
  }
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
  const data: unknown = document.yaml.toJS();
  if (!variantNames(schema, path, data).includes(String(document.yaml.getIn(path)))) return;
  const parent = path.slice(0, -1);
  const node: unknown = document.yaml.getIn(parent, true);
  if (!isMap(node)) return;
  const known = knownKeys(schema, parent, data);
  const meant = overrides
    .filter((override) => override.path.length > parent.length)
    .map((override) => override.path[parent.length]);
  for (const key of node.items.map((item) => String(item.key))) {
    if (!known.includes(key) && !meant.includes(key)) document.yaml.deleteIn([...parent, key]);
  }
}
