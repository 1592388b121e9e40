export { type HeadroomOptions, headroom } from './policy.js';
export type { HeadroomState } from './state.js';
