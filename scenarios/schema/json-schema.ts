/** The scenario file's JSON Schema, for editors; `scenarios/schema.json` is this, written out. */
import { z } from 'zod';
import { startupSchema } from './cluster.js';
import { scenarioSchema } from './scenario.js';

export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(scenarioSchema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === startupSchema) allowSeconds(jsonSchema);
    },
  });
  return { ...schema, title: 'Headroom scenario' };
}

/** Startup may be one number; a preprocessing step does not show in the schema that zod derives. */
function allowSeconds(schema: z.core.JSONSchema.BaseSchema): void {
  const { description, ...stages } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { description, anyOf: [{ type: 'number', minimum: 0 }, stages] });
}
