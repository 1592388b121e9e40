/** What tests and soaks of policies have in common. */
export { CATALOGUE, type Catalogued } from './catalogue.js';
export { decodeCounts, type Moment, observed, played } from './moments.js';
export { FULL_TOKENS_PER_S, plainContext, plainProfile } from './plain-profile.js';
export { randomTicks } from './random-ticks.js';
export { sampleContext, sampleProfile } from './sample-context.js';
