/** Simulated runs as answers: one trial of a scenario, and studies made of many. */
export type { LoadedPools } from './trial/simulation-input.js';
export { type PreparedTrial, prepareTrial, runTrial } from './trial/trial.js';
