import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestAt, frontier, type Outcome } from './compare.js';
import type { Setting } from './rivals.js';

const outcome = (attainment: number, gpuHours: number): Outcome => ({ setting: {} as Setting, attainment, gpuHours });
const outcomes = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 20 })
  .map((all) => all.map(([attainment, hours]) => outcome(attainment / 20, hours)));

describe('the frontier', () => {
  it('holds what no other beats in both, attainment ascending', () => {
    fc.assert(
      fc.property(outcomes, (all) => {
        const front = frontier(all);
        const beats = (a: Outcome, b: Outcome) =>
          a.attainment >= b.attainment &&
          a.gpuHours <= b.gpuHours &&
          (a.attainment > b.attainment || a.gpuHours < b.gpuHours);
        for (const one of front) expect(all.some((other) => beats(other, one))).toBe(false);
        for (const one of all.filter((each) => !all.some((other) => beats(other, each)))) {
          expect(
            front.some(({ attainment, gpuHours }) => attainment === one.attainment && gpuHours === one.gpuHours),
          ).toBe(true);
        }
        const shares = front.map(({ attainment }) => attainment);
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  it('of nothing is nothing', () => {
    expect(frontier([])).toEqual([]);
  });
});

describe('the cheapest at an attainment', () => {
  it('is the cheapest of all that attain it, or none', () => {
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 0, max: 21 }), (all, least) => {
        const enough = all.filter(({ attainment }) => attainment >= least / 20);
        const cheapest = enough.length > 0 ? Math.min(...enough.map(({ gpuHours }) => gpuHours)) : undefined;
        expect(cheapestAt(all, least / 20)?.gpuHours).toBe(cheapest);
      }),
      { numRuns: 60 },
    );
  });
});
