/** Interpolation of engine profiles as Dynamo's planner does it. */
export { bestThroughput, type DecodeGrid, type DecodePoint, decodeGrid, itlAt, throughputAt } from './decode-grid.js';
export type { Triangle } from './geometry.js';
export { type PrefillCurves, prefillCurves } from './prefill-curves.js';
export { roundHalfEven } from './round-half-even.js';
