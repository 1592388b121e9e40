/** What tests and benches of other folders need of the live world. */
export { freePort, hasPrometheus, startPrometheus } from './real-prometheus.js';
