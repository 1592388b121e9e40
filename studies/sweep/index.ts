export type { SweepResult } from './result.js';
export { runShard, runSweep } from './run.js';
export { sweepText } from './tell.js';
export { writeSweep } from './write.js';
