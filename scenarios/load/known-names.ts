/** The names that the schema knows at a path, for suggestions. */
import { z } from 'zod';
import { scenarioSchema } from '../schema/scenario.js';
import type { Path } from './document.js';

type Schema = z.core.$ZodType;

/** Field names at `path`; where the schema has variants (`format`, `policy`), those of the variant that `data` chose. */
export function knownKeys(path: Path, data: unknown, root: Schema = scenarioSchema): string[] {
  const { schema, value } = schemaAt(path, data, root);
  const last = chosenVariant(schema, value);
  return last instanceof z.ZodObject ? Object.keys(last.shape as object) : [];
}

/** The variants that the field at `path` chooses from, e.g. for `traffic.format`; empty where it chooses none. */
export function variantNames(path: Path, data: unknown, root: Schema = scenarioSchema): string[] {
  const { schema } = schemaAt(path.slice(0, -1), data, root);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return [];
  return (schema.options as z.ZodObject[]).flatMap((option) => literals(option, schema.def.discriminator));
}

/** Every `planner.policy`, and the fields of one. */
export function plannerPolicies(): string[] {
  return variantNames(['planner', 'policy'], {});
}

export function plannerFields(policy: string): string[] {
  return knownKeys(['planner'], { planner: { policy } });
}

function schemaAt(path: Path, data: unknown, root: Schema): { schema: Schema; value: unknown } {
  let schema = root;
  let value = data;
  for (const key of path) {
    const parent = chosenVariant(unwrap(schema), value);
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

function literals(option: z.ZodObject, discriminator: string): string[] {
  return [...(unwrap(option.shape[discriminator] as Schema) as z.ZodLiteral<string>).values];
}
