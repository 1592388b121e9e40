/** The names that a file's schema knows at a path, for suggestions. */
import { z } from 'zod';
import { scenarioSchema } from '../schema/scenario.js';
import type { Path } from './document.js';

type Schema = z.core.$ZodType;

/** Field names at `path`; where the schema has variants (`format`, `policy`), those of the variant that `data` chose. */
export function knownKeys(root: Schema, path: Path, data: unknown): string[] {
  const { schema, value } = schemaAt(root, path, data);
  const last = chosenVariant(schema, value);
  return last instanceof z.ZodObject ? Object.keys(last.shape as object) : [];
}

/** The variants that the field at `path` chooses from, e.g. for `traffic.format`; empty where it chooses none. */
export function variantNames(root: Schema, path: Path, data: unknown): string[] {
  const { schema } = schemaAt(root, path.slice(0, -1), data);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
  return (schema.options as z.ZodObject[]).flatMap((option) => literals(option, schema.def.discriminator));
}

/** Every `planner.policy`. */
export function plannerPolicies(): string[] {
  return variantNames(scenarioSchema, ['planner', 'policy'], {});
}

/** The fields that a `planner` of this policy has. */
export function plannerFields(policy: string): string[] {
  return knownKeys(scenarioSchema, ['planner'], { planner: { policy } });
}

function schemaAt(root: Schema, path: Path, data: unknown): { schema: Schema; value: unknown } {
  let schema = root;
  let value = data;
  for (const key of path) {
    const parent = typeof key === 'number' ? listVariant(unwrap(schema)) : chosenVariant(unwrap(schema), value);
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    if (parent instanceof z.ZodObject) schema = (parent.shape as Record<PropertyKey, Schema>)[key] ?? parent;
    else if (parent instanceof z.ZodArray) schema = parent.element;
    else if (parent instanceof z.ZodRecord) schema = parent.valueType;
  }
  return { schema: unwrap(schema), value };
}

function unwrap(schema: Schema): Schema {
  if (schema instanceof z.ZodPipe) return unwrap(schema.out);
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapper ? unwrap(schema.unwrap()) : schema;
}

function chosenVariant(schema: Schema, value: unknown): Schema {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const chosen = (value as Record<string, unknown> | undefined)?.[discriminator];
    const isChosen = (option: z.ZodObject) =>
      chosen === undefined
        ? option.shape[discriminator] instanceof z.ZodDefault
        : literals(option, discriminator).includes(String(chosen));
    return (schema.options as z.ZodObject[]).find(isChosen) ?? schema;
  }
  if (schema instanceof z.ZodUnion) return (schema.options as Schema[]).find((o) => o instanceof z.ZodObject) ?? schema;
  return schema;
}

/** A value of several forms that has places is the list among them. */
function listVariant(schema: Schema): Schema {
  if (!(schema instanceof z.ZodUnion)) return schema;
  return (schema.options as Schema[]).find((option) => option instanceof z.ZodArray) ?? schema;
}

function literals(option: z.ZodObject, discriminator: string): string[] {
  return [...(unwrap(option.shape[discriminator] as Schema) as z.ZodLiteral<string>).values];
}
