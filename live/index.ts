/** The ports against the real world: metrics in, workers out, and the simulated cluster behind HTTP. */
export { type Emulator, type EmulatorOptions, emulatorConnector, startEmulator } from './emulator/index.js';
export { type Follower, follow } from './follow.js';
export {
  type ClusterAccess,
  type KubernetesLeaseConfig,
  type KubernetesWorkloads,
  kubernetesConnector,
  kubernetesLease,
  openAccess,
} from './kubernetes/index.js';
export type { Connector, Lease, MetricsReading, MetricsSource, Targets, WorkersByRole } from './ports.js';
export { type VirtualConfig, virtualConnector } from './virtual/index.js';
