export { type Band, clampPair, clampSingle, fitDirection, type Pair } from './budget.js';
export { guardPair, guardSingle } from './budget-guard.js';
export {
  DYNAMO_PLANNER_DEFAULTS,
  type DynamoPlannerConfig,
  type DynamoPlannerRelease,
  type OptimizationTarget,
  PLANNER_RELEASES,
  type PlannerMode,
} from './config.js';
export { type Beforehand, type Bootstrap, type DynamoPlannerState, dynamoPlanner } from './policy.js';
export { applyPowerLimit } from './power.js';
