/** What several tests of the benchmarks need. */
export { madeCorrection, madeShares } from './corrections.js';
export { goldenWith, shippedGolden } from './golden.js';
