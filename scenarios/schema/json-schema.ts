/** The JSON Schemas of the files that users write, for editors. */
import { z } from 'zod';
import { plannerFileSchema } from './planner-file.js';
import { liveScenarioSchema } from './scenario.js';
import { provisionSchema, startupSchema } from './startup.js';
import { STARTUP_PRESETS } from './startup-presets.js';

/**
 * The scenario file's; `scenarios/schema.json` is this, written out. Accepts what `simulate` or `bench` accepts. A live scenario has neither cluster nor planner; a simulated one has both, and an
 * `sla`: whoever writes one of them is told of the others.
 */
export function scenarioJsonSchema(): object {
  const schema = jsonSchemaOf(liveScenarioSchema);
  const dependentRequired = { cluster: ['planner', 'sla'], planner: ['cluster', 'sla'] };
  return { ...schema, dependentRequired, title: 'Headroom scenario' };
}

/** The JSON Schema of a live planner's file; `scenarios/planner.schema.json` is this, written out. */
export function plannerFileJsonSchema(): object {
  return { ...jsonSchemaOf(plannerFileSchema), title: 'Headroom live planner' };
}

function jsonSchemaOf(schema: z.ZodType): object {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === startupSchema) allow(jsonSchema, seconds, { enum: Object.keys(STARTUP_PRESETS) });
      if (zodSchema === provisionSchema) allow(jsonSchema, seconds);
    },
  });
}

const seconds = { type: 'number', minimum: 0 } as const;

/** Short forms of a start path; a preprocessing step does not show in the schema that zod derives. */
function allow(schema: z.core.JSONSchema.BaseSchema, ...shortForms: z.core.JSONSchema.BaseSchema[]): void {
  const { description, ...stages } = schema;
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, { description, anyOf: [...shortForms, stages] });
}
