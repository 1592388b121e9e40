/** The life of workers: ordered, started, drained, gone. */
export { Fleet, type FleetOptions } from './fleet.js';
export { Worker } from './worker.js';
