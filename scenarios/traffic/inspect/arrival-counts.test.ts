import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalCounts } from './arrival-counts.js';

function counts(...times_s: number[]): ArrivalCounts {
  const arrivals = new ArrivalCounts();
  for (const time_s of times_s) arrivals.add(Math.round(time_s * 1e6));
  return arrivals;
}

describe('gaps', () => {
  it('are counted: how many, how many are 0, and the longest', () => {
    const arrivals = counts(0, 1, 1, 4, 4.5);
    expect([arrivals.requests, arrivals.gaps, arrivals.zeroGaps, arrivals.longestGap_us]).toEqual([5, 4, 1, 3e6]);
    expect(arrivals.last_us).toBe(4.5e6);
    expect(arrivals.sampledGaps_us).toEqual([1e6, 0, 3e6, 0.5e6]);
  });

  it('of one arrival or none are none', () => {
    expect([counts().gaps, counts(5).gaps]).toEqual([0, 0]);
    expect([counts().gapCv, counts(5).gapCv, counts(0, 1).gapCv, counts(0, 0, 0).gapCv]).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('have a CV: 0 if all are alike, 1/2 of 1 and 3', () => {
    expect(counts(0, 2, 4, 6).gapCv).toBe(0);
    expect(counts(0, 1, 4).gapCv).toBeCloseTo(0.5, 12); // mean 2, standard deviation 1
  });

  it('do not count the time before the first arrival', () => {
    expect(counts(1000, 1001, 1004).gapCv).toBeCloseTo(0.5, 9);
    expect(counts(7, 7, 7).gapCv).toBeUndefined();
  });

  it('have the CV that the formula gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 40 }),
        fc.nat(1e6),
        (gaps, start) => {
          const arrivals = new ArrivalCounts();
          let time_us = start;
          arrivals.add(time_us);
          for (const gap of gaps) {
            time_us += gap;
            arrivals.add(time_us);
          }
          const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
          const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
          expect(arrivals.gapCv!).toBeCloseTo(Math.sqrt(variance) / mean, 5);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of more than 100,000 are a sample of so many', () => {
    const arrivals = new ArrivalCounts();
    for (let i = 0; i < 130_000; i++) arrivals.add(i * 10 + (i >= 110_000 ? 1e6 + i : 0));
    expect(arrivals.sampledGaps_us).toHaveLength(100_000);
    const late = arrivals.sampledGaps_us.filter((gap) => gap === 11).length;
    // 19,999 of 129,999 gaps, in a sample of 100,000: 15,384 ± √(15,384 · 0.85)
    expect(Math.abs(late - 15_384)).toBeLessThan(5 * 115);
  });
});

describe('bins', () => {
  it('of a second have the largest count, and variance over mean of the whole ones', () => {
    // counts 2, 0, 1 and an incomplete second with 3: mean 1, variance 2/3
    const { bin_s, max, idc } = counts(0, 0.5, 2.2, 3, 3, 3).bins(1);
    expect([bin_s, max]).toEqual([1, 3]);
    expect(idc).toBeCloseTo(2 / 3, 12);
  });

  it('of more seconds add them up', () => {
    // 0..10 s: 3, 10..20 s: 1, then one more
    const { max, idc } = counts(0, 4, 9.9, 15, 21).bins(10);
    expect(max).toBe(3);
    expect(idc).toBeCloseTo(1 / 2, 12); // mean 2, variance 1
  });

  it('of a regular stream are all alike', () => {
    expect(counts(...Array.from({ length: 101 }, (_, i) => i / 2)).bins(10)).toEqual({ bin_s: 10, max: 20, idc: 0 });
  });
});

describe('rates', () => {
  it('are means of equal stretches', () => {
    expect(counts(0, 0.5, 1, 2, 3, 3.5, 3.9).rates(2)).toEqual([1.5, 2]);
    expect(counts(0, 1, 2, 3).rates(4)).toEqual([1, 1, 1, 1]);
  });

  it('are no more than there are seconds, and none of no time', () => {
    expect(counts(0, 1.5).rates(10)).toEqual([1, 1]);
    expect(counts().rates(10)).toEqual([]);
  });

  it('of uneven stretches count every arrival', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (times, stretches) => {
          const arrivals = counts(...times.sort((a, b) => a - b));
          const seconds = times.at(-1)! + 1;
          const parts = Math.min(stretches, seconds);
          const widths = Array.from(
            { length: parts },
            (_, i) => Math.floor(((i + 1) * seconds) / parts) - Math.floor((i * seconds) / parts),
          );
          const total = arrivals.rates(stretches).reduce((sum, rate, i) => sum + rate * widths[i]!, 0);
          expect(total).toBeCloseTo(times.length, 9);
        },
      ),
      { numRuns: 50 },
    );
  });
});
