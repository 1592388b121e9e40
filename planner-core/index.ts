/** Pure planning: forecast → size → bound → decide. No I/O, no clock, no randomness, no Node API. */
export { constantPredictor } from './forecast/constant.js';
export type { Predictor } from './forecast/predictor.js';
export {
  bestThroughput,
  type DecodeGrid,
  type DecodePoint,
  decodeGrid,
  itlAt,
  type PrefillCurves,
  prefillCurves,
  type Triangle,
  throughputAt,
} from './interpolate/index.js';
export {
  type DynamoSlaOptions,
  type DynamoSlaRelease,
  type DynamoSlaState,
  dynamoSla,
  RELEASES,
  type ReleaseRules,
} from './policies/dynamo-sla/index.js';
export { staticReplicas } from './policies/static.js';
export type * from './ports.js';
export type * from './profile.js';
