export { arima } from './forecaster.js';
