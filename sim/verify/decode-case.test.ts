/** The decode worker as a birth–death chain, and the other cases that share or think, on small runs. */
import { describe, expect, it } from 'vitest';
import { studentT975 } from './batch-means.js';
import { expectedResponse_s, runClosedLoopCase } from './closed-loop-case.js';
import { expectedResidence_s, runDecodeCase } from './decode-case.js';
import { expectedSojourn_s, LINK_CASES, runLinkCase } from './link-case.js';

/** How many standard errors an estimate of so many batches is off. */
function errors({ mean, halfWidth }: { mean: number; halfWidth: number }, expected: number, batches: number): number {
  return (Math.abs(mean - expected) * studentT975(batches - 1)) / halfWidth;
}

describe('the closed forms', () => {
  it('have the figures of their cases', () => {
    // alone, 399.5 steps of 10 ms; more with others in the batch
    expect(expectedResidence_s()).toBeGreaterThan(399.5 * 0.01);
    expect(expectedResidence_s()).toBeLessThan(2 * 399.5 * 0.01);
    expect(expectedSojourn_s()).toBeCloseTo(1 / 0.3, 12);
    expect(expectedResponse_s()).toBeGreaterThan(1);
  });
});

describe('a small run', () => {
  it('of the decode worker agrees with the chain', () => {
    expect(errors(runDecodeCase(4_200, 3), expectedResidence_s(), 40)).toBeLessThan(4);
  });

  it.each(LINK_CASES)('of an $name agrees with sharing, whatever the lengths', (link) => {
    expect(errors(runLinkCase(link, 5_500, 3), expectedSojourn_s(), 20)).toBeLessThan(4);
  });

  it('of a closed loop agrees with mean value analysis', () => {
    expect(errors(runClosedLoopCase(5_500, 3), expectedResponse_s(), 20)).toBeLessThan(4);
  });
});
