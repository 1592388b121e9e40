export { type ArimaOptions, type ArimaState, arima } from './forecaster.js';
