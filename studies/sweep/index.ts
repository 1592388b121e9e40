export { runShard, runSweep, type SweepResult } from './run.js';
export { sweepText, writeSweep } from './write.js';
