/** A simulated cluster under a real planner: discrete events, browser-safe. */
export { createEngineModel, type PrefillWork } from './engine-model/index.js';
export { CounterSeries, increase, type Samples } from './observe/increase.js';
export {
  OpenSimulation,
  type OpenSimulationInput,
  type Ticket,
  type TokenListener,
  type WorkerRow,
} from './open-simulation.js';
export { createRouter, type Routable, type Router, type RouterOptions } from './routing/index.js';
export { type SimulatedTraffic, Simulation, type SimulationResult, simulate } from './simulation.js';
export type { ClusterInput, GroupInput, PoolInput, SimulationInput } from './simulation-input.js';
export { unloadedTimes } from './unloaded.js';
export { type CaseResult, type PendingCase, type VerifyOptions, verificationCases } from './verify/index.js';
