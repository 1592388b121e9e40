/** Pure planning: forecast → size → bound → decide. No I/O, no clock, no randomness, no Node API. */
export type * from './ports.js';
export type * from './profile.js';
