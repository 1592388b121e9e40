/** Kubernetes: workers as pods of workloads, counts ordered through their API objects, and the lease that elects a leader. */
export { openAccess } from './access.js';
export type { ClusterAccess } from './cluster-access.js';
export { type KubernetesWorkloads, kubernetesConnector } from './connector.js';
export type { IndexedJob, JobFile } from './indexed-job.js';
export { type Jobs, kubernetesJobs } from './jobs.js';
export { type KubernetesLeaseConfig, kubernetesLease } from './lease.js';
