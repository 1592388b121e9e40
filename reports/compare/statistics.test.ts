import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, standardNormal } from '../../scenarios/random/index.js';
import { ascending, differenceInterval, ksDistance, meanInterval, meanOf, quantileOf } from './statistics.js';

const normal = (seed: number, count: number, mean: number) => {
  const random = randomStream(seed, 'compare');
  return Array.from({ length: count }, () => mean + standardNormal(random));
};
const someValues = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });

describe('quantiles', () => {
  it.each([
    [0, 1],
    [0.25, 1],
    [0.26, 2],
    [0.5, 2],
    [0.75, 3],
    [0.99, 4],
    [1, 4],
  ])('of nearest rank: %d of 1, 2, 3, 4 is %i', (q, value) => expect(quantileOf([1, 2, 3, 4], q)).toBe(value));

  it('of one value are that value, and of none are not a number', () => {
    expect([0, 0.5, 1].map((q) => quantileOf([7], q))).toEqual([7, 7, 7]);
    expect(quantileOf([], 0.5)).toBeNaN();
  });

  it('are values of the sample, at or below which there are at least so many', () => {
    fc.assert(
      fc.property(someValues.map(ascending), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const found = quantileOf(values, q);
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length / values.length).toBeGreaterThanOrEqual(q - 1e-12);
      }),
    );
  });
});

describe('means and order', () => {
  it('of 1, 2, 6 is 3, and of nothing no number', () => {
    expect(meanOf([1, 2, 6])).toBe(3);
    expect(meanOf([])).toBeNaN();
  });

  it('ascending goes by size, not by letters, and leaves the list as it was', () => {
    const values = [10, 9, -1, 2];
    expect(ascending(values)).toEqual([-1, 2, 9, 10]);
    expect(values).toEqual([10, 9, -1, 2]);
  });
});

describe('the distance of Kolmogorov and Smirnov', () => {
  it.each<[string, number[], number[], number]>([
    ['equals', [1, 2, 3], [1, 2, 3], 0],
    ['strangers', [1, 2], [3, 4], 1],
    ['halves in common', [1, 2, 3, 4], [3, 4, 5, 6], 0.5],
    ['one against many', [2], [1, 2, 3, 4], 0.5],
    ['many of one value', [1, 1, 1, 2], [1, 2, 2, 2], 0.5],
    ['the same shares of more values', [1, 2], [1, 1, 2, 2], 0],
    ['none', [], [1], 0],
  ])('of %s', (_, a, b, distance) => expect(ksDistance(a, b)).toBe(distance));

  it('is the largest distance of the two shares at any value', () => {
    fc.assert(
      fc.property(someValues.map(ascending), someValues.map(ascending), (a, b) => {
        const share = (values: readonly number[], at: number) =>
          values.filter((value) => value <= at).length / values.length;
        const naive = Math.max(...[...a, ...b].map((at) => Math.abs(share(a, at) - share(b, at))));
        expect(ksDistance(a, b)).toBeCloseTo(naive, 12);
        expect(ksDistance(b, a)).toBe(ksDistance(a, b));
      }),
    );
  });
});

describe('the interval of a difference', () => {
  it('holds the true difference about 95 times of 100', () => {
    let held = 0;
    for (let seed = 0; seed < 200; seed++) {
      const [low, high] = differenceInterval(normal(seed, 400, 10), normal(seed + 1000, 400, 10.1), meanOf)!;
      if (low <= 0.1 && 0.1 <= high) held++;
    }
    expect(held).toBeGreaterThan(180);
    expect(held).toBeLessThan(200);
  });

  it('of four batches of five follows by hand', () => {
    const batches = (means: readonly number[]) => means.flatMap((mean) => Array<number>(5).fill(mean));
    // variances of batch means 5/3 and 20/3, each over 4: 25/12 together; Welch has 4.41 degrees of freedom, so t = 2.776
    const [low, high] = differenceInterval(batches([1, 2, 3, 4]), batches([2, 4, 6, 8]), meanOf)!;
    const spread = 2.776 * Math.sqrt(25 / 12);
    expect(low).toBeCloseTo(2.5 - spread, 9);
    expect(high).toBeCloseTo(2.5 + spread, 9);
  });

  it('goes by stretches of time: what drifts within a run is noise', () => {
    const drifting = Array.from({ length: 100 }, (_, i) => i);
    const mixed = drifting.map((_, i) => (i % 5) * 20 + Math.floor(i / 5));
    const width = (values: readonly number[]) => {
      const [low, high] = differenceInterval(values, values, meanOf)!;
      return high - low;
    };
    expect(width(drifting)).toBeGreaterThan(4 * width(mixed));
  });

  it('is of no width where nothing varies', () => {
    expect(differenceInterval(Array<number>(20).fill(1), Array<number>(20).fill(3), meanOf)).toEqual([2, 2]);
  });

  it('turns around with the runs', () => {
    const [a, b] = [normal(1, 100, 5), normal(2, 60, 7)];
    const [low, high] = differenceInterval(a, b, meanOf)!;
    expect(differenceInterval(b, a, meanOf)).toEqual([expect.closeTo(-high, 9), expect.closeTo(-low, 9)]);
  });

  it('takes any statistic', () => {
    const [low, high] = differenceInterval(normal(1, 400, 0), normal(2, 400, 9), (values) =>
      quantileOf(ascending(values), 0.5),
    )!;
    expect((low + high) / 2).toBeCloseTo(9, 0);
  });

  it.each([
    [19, 100],
    [100, 19],
    [0, 0],
  ])('does not exist for %i and %i values: four batches of five are the least', (a, b) => {
    expect(differenceInterval(normal(1, a, 0), normal(2, b, 0), meanOf)).toBeUndefined();
    expect(differenceInterval(normal(1, 20, 0), normal(2, 20, 0), meanOf)).toBeDefined();
  });
});

describe('the interval of a mean', () => {
  it.each<[readonly number[], number, number]>([
    [[1, 3], 2, 12.706 * 1],
    [[1, 2, 3], 2, 4.303 * Math.sqrt(1 / 3)],
    [[5, 5, 5, 5], 5, 0],
  ])("of %j is Student's", (values, mean, spread) => {
    expect(meanInterval(values)).toEqual({
      mean,
      ci95: [expect.closeTo(mean - spread, 9), expect.closeTo(mean + spread, 9)],
    });
  });

  it('of many values is the normal one', () => {
    const values = normal(3, 100, 10);
    const { mean, ci95 } = meanInterval(values);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 99;
    expect(ci95![1] - mean).toBeCloseTo(1.96 * Math.sqrt(variance / 100), 9);
  });

  it('of one value is none', () => expect(meanInterval([7])).toEqual({ mean: 7 }));

  it('holds the mean', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const { mean, ci95 } = meanInterval(values);
        if (ci95) expect(ci95[0] <= mean && mean <= ci95[1]).toBe(true);
        else expect(values).toHaveLength(1);
      }),
    );
  });
});
