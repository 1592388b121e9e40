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
export { type ChironOptions, chiron } from './policies/chiron.js';
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
export { type HeadroomOptions, type HeadroomState, headroom } from './policies/headroom/index.js';
export { type HeteroScaleOptions, heteroScale } from './policies/heteroscale.js';
export { type HpaMetric, type HpaOptions, hpa } from './policies/hpa.js';
export {
  type Behaviour,
  type BehaviourState,
  HPA_BEHAVIOUR,
  NO_HISTORY,
  type ScalingPolicy,
  type ScalingRules,
  shape,
} from './policies/hpa-behaviour.js';
export { type KedaOptions, keda } from './policies/keda.js';
export { KPA_DEFAULTS, type KpaOptions, kpa } from './policies/kpa.js';
export { type LastValueOptions, lastValue } from './policies/last-value.js';
export { leastGpuSeconds, oracle, perfectSystem, type ReferenceOptions, workBound } from './policies/oracle.js';
export type { Bounds } from './policies/parts/rolewise.js';
export { type ServiceRate, serviceRate } from './policies/parts/sizing.js';
export { type ProvisionedOptions, provisioned } from './policies/provisioned.js';
export { type ScheduleOptions, type ScheduleRow, schedule } from './policies/schedule.js';
export { staticReplicas } from './policies/static.js';
export { type TokenScaleOptions, tokenScale } from './policies/tokenscale.js';
export { type WvaQueueingOptions, wvaQueueing } from './policies/wva-queueing.js';
export { WVA_SATURATION_DEFAULTS, type WvaSaturationOptions, wvaSaturation } from './policies/wva-saturation.js';
export type * from './ports.js';
export type * from './profile.js';
