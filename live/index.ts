/** The ports against the real world: metrics in, workers out, and the simulated cluster behind HTTP. */

export { type Emulator, type EmulatorOptions, emulatorConnector, startEmulator } from './emulator/index.js';
export type { Connector, MetricsReading, MetricsSource, Targets, WorkersByRole } from './ports.js';
