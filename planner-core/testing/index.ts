/** What tests of planner-core have in common. */
export { frozen } from './frozen.js';
export { rosenbrock } from './rosenbrock.js';
export { daily, foretold, line, noise, noisyDays } from './series.js';
