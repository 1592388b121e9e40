/** How far an estimate is from what theory says, for tests of small runs. */
import { type Estimate, studentT975 } from '../batch-means.js';

/** How many standard errors an estimate of so many batches is off its closed form. */
export function standardErrors({ mean, halfWidth }: Estimate, expected: number, batches: number): number {
  return (Math.abs(mean - expected) * studentT975(batches - 1)) / halfWidth;
}
