export { isFeasible, type Plan, planScenario } from './plan-scenario.js';
export { planText } from './tell.js';
export { writePlan } from './write.js';
