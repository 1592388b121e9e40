import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LengthCounts } from './length-counts.js';

function counts(...lengths: number[]): LengthCounts {
  const seen = new LengthCounts();
  for (const length of lengths) seen.add(length);
  return seen;
}

describe('lengths', () => {
  it('have a number, a mean and a largest', () => {
    const { total, mean, max } = counts(1, 2, 2, 7);
    expect([total, mean, max]).toEqual([4, 3, 7]);
  });

  it('may be longer than any before', () => {
    const seen = counts(5, 4095, 4096, 1_000_000, 5);
    expect([seen.max, seen.quantile(0.4), seen.quantile(0.6), seen.quantile(1)]).toEqual([
      1_000_000, 5, 4095, 1_000_000,
    ]);
  });

  it('of nothing have no mean', () => {
    expect(counts().mean).toBeNaN();
    expect(counts().quantile(0.5)).toBe(0);
    expect(counts().bins(2)).toEqual([0]);
  });
});

describe('a quantile', () => {
  it.each([
    [0, 10],
    [0.25, 10],
    [0.26, 20],
    [0.5, 20],
    [0.51, 30],
    [0.99, 40],
    [1, 40],
  ])('of %d of 10, 20, 30, 40 is %d', (p, length) => expect(counts(40, 10, 30, 20).quantile(p)).toBe(length));

  it('is that of the sorted lengths', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20_000), { minLength: 1 }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (lengths, p) => {
          const sorted = [...lengths].sort((a, b) => a - b);
          expect(counts(...lengths).quantile(p)).toBe(sorted[Math.ceil(p * lengths.length) - 1]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('bins', () => {
  it('by powers of 2 hold what lies between two of them; 0 lies with 1', () => {
    expect(counts(0, 1, 2, 3, 4, 7, 8, 8).bins(2)).toEqual([2, 2, 2, 2]);
  });

  it('by powers of 10 begin at the power itself', () => {
    expect(counts(1, 9, 10, 99, 100, 999, 1000).bins(10)).toEqual([2, 2, 2, 1]);
  });

  it('of any base hold every length once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(5000), { maxLength: 30 }),
        fc.constantFrom(1.2, 2, 10 ** (1 / 12)),
        (lengths, base) => {
          expect(
            counts(...lengths)
              .bins(base)
              .reduce((sum, bin) => sum + bin, 0),
          ).toBe(lengths.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});
