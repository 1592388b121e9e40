/** Named random streams and samplers. Pure: safe for the browser. */
export { logGamma } from './gamma-function.js';
export { normalCdf } from './normal-cdf.js';
export {
  exponential,
  gamma,
  LOGNORMAL_MAX_P95_TO_MEAN,
  lognormalFromMeanAndP95,
  standardNormal,
  weibull,
} from './samplers.js';
export { type RandomStream, randomStream } from './stream.js';
