import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeBench } from '../testing/index.js';
import type { Deployment } from './deployment.js';
import { sensitivityOf } from './sensitivity.js';

const AT: Deployment = { engine: 'e', mode: 'aggregated', counts: { aggregated: 2 } };

/** Keeps the promise up to these factors. */
const breaksAt = (slowdown: number, growth: number) =>
  fakeBench((_, options) => ((options.slowdown ?? 1) <= slowdown && (options.growth ?? 1) <= growth ? 0.96 : 0.9));

describe('how much may go wrong', () => {
  it('is found to a few percent from below, whatever the limit', () => {
    const limit = fc.double({ min: 1, max: 1.99, noNaN: true });
    fc.assert(
      fc.property(limit, limit, (slow, much) => {
        const { slowdown, growth } = sensitivityOf(AT, 'sla', breaksAt(slow, much * 2), [1], 0.95, undefined);
        expect(slowdown).toBeLessThanOrEqual(slow);
        expect(slowdown).toBeGreaterThan(slow / 2 ** (1 / 64) - 1e-9); // 2 halved six times, in logarithms
        expect(growth).toBeLessThanOrEqual(much * 2);
        expect(growth).toBeGreaterThan((much * 2) / 4 ** (1 / 64) - 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('is unknown beyond what is tried', () => {
    const result = sensitivityOf(AT, 'sla', breaksAt(9, 9), [1], 0.95, 5);
    expect(result).toEqual({});
  });

  it('is nothing where it only just holds', () => {
    const { slowdown, growth } = sensitivityOf(AT, 'sla', breaksAt(1, 1), [1], 0.95, undefined);
    expect([slowdown, growth]).toEqual([1, 1]);
  });

  it('is asked one at a time', () => {
    const bench = breaksAt(1.5, 2);
    sensitivityOf(AT, 'sla', bench, [1], 0.95, undefined);
    expect(bench.asked.every(({ options }) => options.slowdown === undefined || options.growth === undefined)).toBe(
      true,
    );
    expect(bench.asked).toHaveLength(2 * (1 + 6));
  });

  it('counts the mean of the seeds', () => {
    const uneven = fakeBench((_, { seed }) => (seed === 1 ? 0.9 : 0.99));
    expect(sensitivityOf(AT, 'sla', uneven, [1], 0.94, undefined).growth).toBe(1);
    expect(sensitivityOf(AT, 'sla', uneven, [1, 2], 0.94, undefined)).toEqual({});
  });

  it('lets a run end early as soon as it is below what is asked', () => {
    const bench = breaksAt(1.5, 2);
    sensitivityOf(AT, 'sla', bench, [1], 0.95, undefined);
    expect(new Set(bench.asked.map(({ options }) => options.hopelessBelow))).toEqual(new Set([0.95]));
  });
});

describe('months left', () => {
  it('are those in which the traffic grows to its limit', () => {
    const { growth, monthsLeft } = sensitivityOf(AT, 'sla', breaksAt(9, 2), [1], 0.95, 10);
    expect(1.1 ** monthsLeft!).toBeCloseTo(growth!, 9);
    expect(monthsLeft).toBeCloseTo(Math.log(2) / Math.log(1.1), 0); // seven months at 10 %
  });

  it('are none where it only just holds', () => {
    expect(sensitivityOf(AT, 'sla', breaksAt(9, 1), [1], 0.95, 10).monthsLeft).toBe(0);
  });

  it('are not told without a growth, nor where no limit is known', () => {
    expect(sensitivityOf(AT, 'sla', breaksAt(9, 2), [1], 0.95, undefined)).not.toHaveProperty('monthsLeft');
    expect(sensitivityOf(AT, 'sla', breaksAt(9, 9), [1], 0.95, 10)).not.toHaveProperty('monthsLeft');
  });
});
