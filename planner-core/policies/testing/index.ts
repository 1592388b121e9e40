/** What tests and soaks of policies have in common. */
export { CATALOGUE, type Catalogued } from './catalogue.js';
export { randomTicks } from './random-ticks.js';
export { sampleContext } from './sample-context.js';
