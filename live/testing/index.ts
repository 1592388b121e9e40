/** What tests and benches of other folders need of the live world. */
export { FakeKube } from './fake-kube.js';
export { freePort, hasPrometheus, startPrometheus } from './real-prometheus.js';
