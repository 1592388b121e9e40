export {
  type DynamoForecastOptions,
  type DynamoPredictor,
  dynamoForecaster,
  type PredictorRelease,
} from './dynamo-forecaster.js';
export { type Forecaster, type Prediction, quantile, warmUp } from './forecaster.js';
export { KALMAN_DEFAULTS } from './kalman.js';
export { type Load, type LoadForecast, type LoadForecastState, loadForecast } from './load-forecast.js';
export { type ForecasterOptions, forecaster } from './options.js';
