/** The run record's events, summary and sink interface; safe for the browser. */
export { EVENT_LOOP_LAG_S } from './client-health.js';
export type * from './events.js';
export type * from './regret.js';
export type * from './summary.js';
export { teeSinks } from './tee.js';
