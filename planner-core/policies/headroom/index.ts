export { type HeadroomOptions, type HeadroomState, headroom } from './policy.js';
