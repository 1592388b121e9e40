/** A simulated cluster under a real planner: discrete events, browser-safe. */
export { Simulation, type SimulationResult, simulate } from './simulation.js';
export type { ClusterInput, PoolInput, SimulationInput } from './simulation-input.js';
export { type CaseResult, type PendingCase, type VerifyOptions, verificationCases } from './verify/index.js';
