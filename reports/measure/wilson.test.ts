import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson95 } from './wilson.js';

const counts = fc
  .integer({ min: 1, max: 100_000 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

describe('the Wilson interval', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [50, 100, 0.4038, 0.5962],
    [10, 10, 0.7225, 1],
  ])('of %i in %i is the published one', (hits, trials, low, high) => {
    const [from, to] = wilson95(hits, trials)!;
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });

  it('holds the share itself, and stays inside 0..1', () => {
    fc.assert(
      fc.property(counts, ([hits, trials]) => {
        const [low, high] = wilson95(hits, trials)!;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(hits / trials + 1e-15);
        expect(high).toBeGreaterThanOrEqual(hits / trials - 1e-15);
        expect(high).toBeLessThanOrEqual(1);
        expect(high).toBeGreaterThan(low);
      }),
    );
  });

  it('of misses is that of hits seen from the other end', () => {
    fc.assert(
      fc.property(counts, ([hits, trials]) => {
        const [low, high] = wilson95(hits, trials)!;
        const [from, to] = wilson95(trials - hits, trials)!;
        expect(from).toBeCloseTo(1 - high, 12);
        expect(to).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  it('is narrower with more trials of the same share', () => {
    const width = ([low, high]: [number, number]) => high - low;
    fc.assert(
      fc.property(counts, ([hits, trials]) => {
        expect(width(wilson95(hits * 4, trials * 4)!)).toBeLessThan(width(wilson95(hits, trials)!));
      }),
    );
  });

  it('is of some width though every trial was a hit, and though none was', () => {
    expect(wilson95(1, 1)).toEqual([expect.closeTo(0.2065, 4), 1]);
    expect(wilson95(0, 1)).toEqual([0, expect.closeTo(0.7935, 4)]);
  });

  it('does not exist without trials', () => expect(wilson95(0, 0)).toBeUndefined());
});
