export { decodeStepRows } from './decode-step-rows.js';
export * from './engine-capacity.js';
export * from './engine-model.js';
export * from './planner-regression.js';
export { profileSteps } from './profile-steps.js';
export { solveLinear } from './solve.js';
