/** The ports against the real world: metrics in, workers out, and the simulated cluster behind HTTP. */
export type { Connector, MetricsReading, MetricsSource, Targets, WorkersByRole } from './ports.js';
