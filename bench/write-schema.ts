/** `npm run schema`: writes the published JSON Schemas of scenario files, of a live planner's file and of summary.json. */
import { writeFileSync } from 'node:fs';
import { summaryJsonSchema } from '../reports/index.js';
import { plannerFileJsonSchema, scenarioJsonSchema, shippedPath } from '../scenarios/index.js';

const write = (schema: object, ...path: string[]) =>
  writeFileSync(shippedPath(...path), `${JSON.stringify(schema, null, 2)}\n`);

write(scenarioJsonSchema(), 'scenarios', 'schema.json');
write(plannerFileJsonSchema(), 'scenarios', 'planner.schema.json');
write(summaryJsonSchema(), 'reports', 'summary.schema.json');
