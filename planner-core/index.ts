/** Pure planning: forecast → size → bound → decide. No I/O, no clock, no randomness, no Node API. */
export {
  type DynamoForecastOptions,
  type DynamoPredictor,
  dynamoForecaster,
  type Forecaster,
  type ForecasterOptions,
  forecaster,
  KALMAN_DEFAULTS,
  type Load,
  type LoadForecast,
  loadForecast,
  type Prediction,
  type PredictorRelease,
  quantile,
  warmUp,
} from './forecast/index.js';
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
export * from './perf-model/index.js';
export * from './policies/dynamo-planner/index.js';
export {
  type DynamoSlaOptions,
  type DynamoSlaRelease,
  type DynamoSlaState,
  dynamoSla,
  RELEASES,
  type ReleaseRules,
  shrinkByFloor,
  shrinkOneByFloor,
} from './policies/dynamo-sla/index.js';
export { staticReplicas } from './policies/static.js';
export type * from './ports.js';
export type * from './profile.js';
