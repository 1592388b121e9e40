/** What tests of planner-core have in common. */

export {
  DECODE_STEPS,
  decodePasses,
  decodeTime_s,
  engineStep,
  MIXED_STEPS,
  mixedTime_s,
  PREFILL_STEPS,
  prefillPasses,
  prefillTime_s,
} from './engine-steps.js';
export { frozen } from './frozen.js';
export { rosenbrock } from './rosenbrock.js';
export { daily, foretold, line, noise, noisyDays } from './series.js';
