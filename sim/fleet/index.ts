/** The life of workers: ordered, started, drained, lost, gone; and what all of them share. */
export { Fleet, type FleetHooks } from './fleet.js';
export { Infrastructure } from './infrastructure.js';
export { Worker } from './worker.js';
