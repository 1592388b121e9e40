/** `npm run schema`: writes scenarios/schema.json from the scenario's schema. */
import { writeFileSync } from 'node:fs';
import { scenarioJsonSchema, shippedPath } from '../scenarios/index.js';

writeFileSync(shippedPath('scenarios', 'schema.json'), `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
