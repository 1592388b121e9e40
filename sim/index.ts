/** A simulated cluster under a real planner: discrete events, browser-safe. */
export { type SimulationResult, Simulation, simulate } from './simulation.js';
export type { ClusterInput, PoolInput, SimulationInput } from './simulation-input.js';
