import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, type RandomStream } from '../../random/index.js';
import type { LengthsSpec } from '../../schema/generator.js';
import { draw, meanIsOffBy, varianceOf } from '../../testing/sample.js';
import { histogram, lengthSampler } from './lengths.js';

const COUNT = 20_000;
const sample = (spec: LengthsSpec, count = COUNT) => draw(count, lengthSampler(spec), 'lengths');
/** The length that a probability gives. */
const at = (spec: LengthsSpec, p: number) => lengthSampler(spec)({ next: () => p });

describe('a constant length', () => {
  it('takes nothing from the random stream', () => {
    const none: RandomStream = {
      next() {
        throw new Error('asked');
      },
    };
    expect(lengthSampler(7)(none)).toBe(7);
  });
});

describe('a quantile table', () => {
  const table: LengthsSpec = [
    [0, 100],
    [0.5, 200],
    [1, 1000],
  ];

  it.each([
    [0, 100],
    [0.25, 150],
    [0.5, 200],
    [0.75, 600],
    [0.9999999, 1000],
  ])('at %d gives %d, linear between its rows', (p, tokens) => expect(at(table, p)).toBe(tokens));

  it('has the mean of its lines: 0.5 · 150 + 0.5 · 600 = 375', () => {
    expect(meanIsOffBy(sample(table), 375)).toBeLessThan(5);
  });

  it('rounds to whole tokens', () => {
    expect(
      at(
        [
          [0, 1],
          [1, 2],
        ],
        0.49,
      ),
    ).toBe(1);
    expect(
      at(
        [
          [0, 1],
          [1, 2],
        ],
        0.51,
      ),
    ).toBe(2);
  });

  it('ascends with the probability, within its ends', () => {
    const rows = fc.uniqueArray(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { maxLength: 6 }).chain((inner) =>
      fc
        .array(fc.integer({ min: 1, max: 5000 }), { minLength: inner.length + 2, maxLength: inner.length + 2 })
        .map((tokens) => {
          const ascending = [...tokens].sort((a, b) => a - b);
          return [0, ...inner.sort((a, b) => a - b), 1].map((p, i): [number, number] => [p, ascending[i]!]);
        }),
    );
    fc.assert(
      fc.property(rows, (drawn) => {
        const lengths = Array.from({ length: 21 }, (_, i) => at(drawn, Math.min(i / 20, 1 - Number.EPSILON)));
        expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
        expect(lengths[0]).toBe(drawn[0]![1]);
        expect(lengths.at(-1)).toBeLessThanOrEqual(drawn.at(-1)![1]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a lognormal', () => {
  it.each([undefined, 4000])('bounded by %s has its quantiles', (max) => {
    const lengths = sample({ lognormal: { median: 500, sigma: 0.8, ...(max && { max }) } });
    // at the exact quantiles so many are below: binomial, √(n p (1 − p))
    for (const z of [-1.2815516, 0, 1.2815516]) {
      const p = normalCdf(z);
      const below = lengths.filter((length) => length <= 500 * Math.exp(0.8 * z)).length;
      expect(Math.abs(below - COUNT * p)).toBeLessThan(5 * Math.sqrt(COUNT * p * (1 - p)) + COUNT * 0.002);
    }
  });

  it('is cut to its bound, and is never below a token', () => {
    expect(Math.max(...sample({ lognormal: { median: 500, sigma: 0.8, max: 4000 } }))).toBe(4000);
    expect(Math.max(...sample({ lognormal: { median: 500, sigma: 0.8, max: 1_000_000 } }))).toBeGreaterThan(4000);
    expect(Math.min(...sample({ lognormal: { median: 1, sigma: 3 } }))).toBe(1);
    expect(Math.min(...sample({ lognormal: { median: 1, sigma: 3, max: 50 } }))).toBe(1);
    expect(new Set(sample({ lognormal: { median: 500, sigma: 1, max: 1 } }, 100))).toEqual(new Set([1]));
  });

  it('without spread is its median, or its bound', () => {
    expect(new Set(sample({ lognormal: { median: 500.4, sigma: 0 } }, 50))).toEqual(new Set([500]));
    expect(new Set(sample({ lognormal: { median: 500, sigma: 0, max: 300 } }, 50))).toEqual(new Set([300]));
  });

  it('beyond the longest table is drawn by its formula: the bound still holds', () => {
    const lengths = sample({ lognormal: { median: 100_000, sigma: 1, max: 150_000 } }, 5000);
    expect(Math.max(...lengths)).toBe(150_000);
    const cut = lengths.filter((length) => length === 150_000).length / 5000;
    expect(cut).toBeCloseTo(1 - normalCdf(Math.log(1.5)), 1);
  });
});

describe('a histogram', () => {
  const spec: LengthsSpec = {
    histogram: [
      [300, 1],
      [7, 2],
      [50, 1],
      [9, 0],
    ],
  };

  it.each([
    [0, 7],
    [0.499, 7],
    [0.5, 50],
    [0.749, 50],
    [0.75, 300],
    [0.999, 300],
  ])('of any weights in any order gives at %d the length %d', (p, tokens) => expect(at(spec, p)).toBe(tokens));

  it('never gives a length without weight', () => {
    const lengths = sample(spec);
    expect(new Set(lengths)).toEqual(new Set([7, 50, 300]));
    const sevens = lengths.filter((length) => length === 7).length;
    expect(Math.abs(sevens - COUNT / 2)).toBeLessThan((5 * Math.sqrt(COUNT)) / 2);
  });

  it('has the mean and the variance of its weights', () => {
    const lengths = sample(spec); // 2/4 · 7 + 1/4 · 50 + 1/4 · 300 = 91
    expect(meanIsOffBy(lengths, 91)).toBeLessThan(5);
    expect(varianceOf(lengths) / (0.5 * 84 ** 2 + 0.25 * 41 ** 2 + 0.25 * 209 ** 2)).toBeCloseTo(1, 1);
  });

  it('finds in a long table what a search from the front finds', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.nat(20)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        pairs.filter((drawn) => drawn.some(([, weight]) => weight > 0)),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (drawn, p) => {
          const { quantile } = histogram(
            drawn.map(([tokens]) => tokens),
            drawn.map(([, weight]) => weight),
          );
          const total = drawn.reduce((sum, [, weight]) => sum + weight, 0);
          let seen = 0;
          const sorted = [...drawn].sort(([a], [b]) => a - b);
          const found = sorted.find(([, weight]) => {
            seen += weight;
            return seen / total > p;
          });
          expect(quantile(p)).toBe((found ?? sorted.at(-1)!)[0]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
