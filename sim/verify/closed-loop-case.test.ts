/** A closed loop of ten clients that think, on a small run. */
import { expect, it } from 'vitest';
import { expectedResponse_s, runClosedLoopCase } from './closed-loop-case.js';
import { standardErrors } from './testing/standard-errors.js';

it('mean value analysis says more than a service and less than one of each client', () => {
  expect(expectedResponse_s()).toBeGreaterThan(1);
  expect(expectedResponse_s()).toBeLessThan(10);
});

it('the simulation agrees with mean value analysis', () => {
  expect(standardErrors(runClosedLoopCase(5_500, 3), expectedResponse_s(), 20)).toBeLessThan(4);
});
