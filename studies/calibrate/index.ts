/** Profiles fitted to recorded runs. */
export { type Calibrated, calibrate } from './calibrate.js';
export { leastSquares } from './least-squares.js';
export { calibrationText } from './tell.js';
