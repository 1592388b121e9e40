/** The step of load in the fluid's own figures. */
import { expect, it } from 'vitest';
import { runFluidCase } from './fluid-case.js';

const { expected, simulated } = runFluidCase();

it('is the step that it says: 5 a second too many for 150 s, then 5 a second to spare', () => {
  expect(expected).toEqual({ backlog: 750, drain_s: 150 });
});

it('fills and drains as the fluid does, but for a request or two', () => {
  expect(Math.abs(simulated.backlog - expected.backlog)).toBeLessThanOrEqual(3);
  expect(Math.abs(simulated.drain_s - expected.drain_s)).toBeLessThanOrEqual(1);
});
