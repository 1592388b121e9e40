/** `llm-headroom/sim`: a simulated cluster under a real planner. Runs in a browser. */
export { type RunSink, teeSinks } from '../reports/record/index.js';
export {
  type CaseResult,
  type ClusterInput,
  type GroupInput,
  OpenSimulation,
  type OpenSimulationInput,
  type PoolInput,
  type SimulatedTraffic,
  Simulation,
  type SimulationInput,
  type SimulationResult,
  simulate,
  type Ticket,
  type TokenListener,
  unloadedTimes,
  verificationCases,
} from '../sim/index.js';
