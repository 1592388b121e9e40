/** The ports against the real world: metrics in, workers out, and the simulated cluster behind HTTP. */
export { advisoryConnector } from './connectors/advisory.js';
export { type Clock, clockSince } from './daemon/clock.js';
export { Daemon, type DaemonParts } from './daemon/daemon.js';
export { fileLease } from './daemon/file-lease.js';
export { type PageServer, servePages } from './daemon/http.js';
export { type Log, type LogForm, streamLog } from './daemon/log.js';
export { OwnMetrics } from './daemon/own-metrics.js';
export { requiredFigures } from './daemon/safety.js';
export type { WorkerHardware } from './daemon/worker-ledger.js';
export { GuardedChild, PrometheusServer, prometheusVersion } from './demo/index.js';
export { type Emulator, type EmulatorOptions, emulatorConnector, startEmulator } from './emulator/index.js';
export { type Follower, follow } from './follow.js';
export {
  type ClusterAccess,
  type IndexedJob,
  type JobFile,
  type Jobs,
  type KubernetesLeaseConfig,
  type KubernetesWorkloads,
  kubernetesConnector,
  kubernetesJobs,
  kubernetesLease,
  openAccess,
} from './kubernetes/index.js';
export { openSource } from './metrics/open-source.js';
export type { Connector, Lease, MetricsReading, MetricsSource, Targets, WorkersByRole } from './ports.js';
export { type VirtualConfig, virtualConnector } from './virtual/index.js';
