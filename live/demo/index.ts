/** What a whole cluster on one machine is made of beside the emulator: other programs, and ports for them. */
export { GuardedChild } from './guarded-child.js';
export { PrometheusServer, prometheusVersion } from './prometheus.js';
