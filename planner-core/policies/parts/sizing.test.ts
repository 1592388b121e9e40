import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyContext, Role } from '../../ports.js';
import { FULL_TOKENS_PER_S, plainContext, plainProfile } from '../testing/index.js';
import { serviceRate, workersFor } from './sizing.js';

const rateOf = (role: Role, sla: PolicyContext['sla'] = {}, gpusPerWorker = 1) =>
  serviceRate(role, { profile: plainProfile({ gpusPerWorker }), replicas: 1 }, plainContext({ sla }));

describe('what one worker serves', () => {
  it('of prefill: tokens per second ÷ prompt', () => {
    expect(rateOf('prefill')({ isl: 1000, osl: 50 })).toBeCloseTo(10, 9);
    expect(rateOf('prefill')({ isl: 4000, osl: 50 })).toBeCloseTo(2.5, 9);
    expect(rateOf('prefill', {}, 4)({ isl: 1000, osl: 50 })).toBeCloseTo(40, 9);
  });

  it('of decode without a target: a full cache’s tokens per second ÷ output', () => {
    expect(rateOf('decode')({ isl: 1000, osl: 50 })).toBeCloseTo(FULL_TOKENS_PER_S / 50, 4);
    expect(rateOf('decode', {}, 2)({ isl: 1000, osl: 50 })).toBeCloseTo((2 * FULL_TOKENS_PER_S) / 50, 4);
  });

  it('of decode within a target: those of the fullest cell that keeps it', () => {
    // 20 ms are kept up to a usage of 49 of 99 steps
    expect(rateOf('decode', { tpot: 0.02 })({ isl: 1000, osl: 50 })).toBeCloseTo((FULL_TOKENS_PER_S * 49) / 99 / 50, 3);
  });

  it('of decode where no cell keeps the target is 0: an empty cache makes nothing', () => {
    expect(rateOf('decode', { tpot: 0.001 })({ isl: 1000, osl: 50 })).toBeCloseTo(0, 6);
  });

  it('of both stages is the harmonic sum of theirs', () => {
    // 10 and 20 a second: 1 ÷ (1/10 + 1/20.02)
    expect(rateOf('aggregated')({ isl: 1000, osl: 50 })).toBeCloseTo(200.2 / 30.02, 4);
    expect(rateOf('aggregated', { tpot: 0.001 })({ isl: 1000, osl: 50 })).toBeCloseTo(0, 6);
  });

  it.each<[Role, number, number]>([
    ['prefill', 0, 50],
    ['prefill', -1, 50],
    ['decode', 1000, 0],
    ['decode', 1000, -1],
  ])('of %s for requests of %d and %d tokens has no bound: there is nothing to do', (role, isl, osl) => {
    expect(rateOf(role)({ isl, osl })).toBe(Number.POSITIVE_INFINITY);
  });

  it('of aggregated workers is that of the stage that has work', () => {
    expect(rateOf('aggregated')({ isl: 0, osl: 50 })).toBeCloseTo(FULL_TOKENS_PER_S / 50, 4);
    expect(rateOf('aggregated')({ isl: 1000, osl: 0 })).toBeCloseTo(10, 6);
  });

  it('falls with the length of the requests', () => {
    const tokens = fc.integer({ min: 100, max: 16_000 });
    fc.assert(
      fc.property(tokens, tokens, fc.constantFrom<Role>('prefill', 'decode', 'aggregated'), (a, b, role) => {
        const rate = (length: number) => rateOf(role)({ isl: length, osl: length / 10 });
        expect(rate(Math.max(a, b))).toBeLessThanOrEqual(rate(Math.min(a, b)) + 1e-9);
      }),
      { numRuns: 40 },
    );
  });
});

describe('workers for a load', () => {
  const ten = () => 10;

  it.each([
    [100, 10, 1],
    [101, 10, 2],
    [1000, 10, 10],
    [0, 10, 0],
    [-5, 10, 0],
    [Number.NaN, 10, 0],
    [1, 10, 1],
  ])('%d requests in %d s at 10 a second need %d', (requests, seconds, count) => {
    expect(workersFor(ten, { requests, isl: 1000, osl: 50 }, seconds)).toBe(count);
  });

  it('have no end where one serves nothing, and are none where one serves all', () => {
    const load = { requests: 5, isl: 1000, osl: 50 };
    expect(workersFor(() => 0, load, 10)).toBe(Number.POSITIVE_INFINITY);
    expect(workersFor(() => Number.POSITIVE_INFINITY, load, 10)).toBe(0);
  });

  it('are asked with the shape of the load', () => {
    expect(workersFor(({ isl, osl }) => isl / osl, { requests: 100, isl: 40, osl: 10 }, 5)).toBe(5);
  });
});
