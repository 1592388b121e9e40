export type { SweepResult } from './result.js';
export { runShard, runSweep } from './run.js';
export { sweepText, writeSweep } from './write.js';
