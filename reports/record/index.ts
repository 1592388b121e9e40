/** The run record's events and the sink interface; safe for the browser. */
export type * from './events.js';
