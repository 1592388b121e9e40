/** The scenario file's JSON Schema, for editors; `scenarios/schema.json` is this, written out. */
import { z } from 'zod';
import { scenarioSchema } from './scenario.js';

export function scenarioJsonSchema(): object {
  return {
    ...z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' }),
    title: 'Headroom scenario',
  };
}
