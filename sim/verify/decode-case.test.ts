/** The decode worker as a birth–death chain, on a small run. */
import { expect, it } from 'vitest';
import { expectedResidence_s, runDecodeCase } from './decode-case.js';
import { standardErrors } from './testing/standard-errors.js';

it('the chain says more than a request takes alone, 399.5 steps of 10 ms, and less than twice that', () => {
  expect(expectedResidence_s()).toBeGreaterThan(399.5 * 0.01);
  expect(expectedResidence_s()).toBeLessThan(2 * 399.5 * 0.01);
});

it('the engine agrees with the chain', () => {
  expect(standardErrors(runDecodeCase(4_200, 3), expectedResidence_s(), 40)).toBeLessThan(4);
});
