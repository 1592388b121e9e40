import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodeMeasurements } from '../profile.js';
import { bestThroughput, decodeCell, decodeGrid, itlAt, throughputAt } from './decode-grid.js';

const KV_TOKENS = 100_000;

/** Samples on these axes whose ITL and throughput are functions of the place. */
function measured(
  usages: readonly number[],
  contexts: readonly number[],
  itlMs: (usage: number, context: number) => number,
): DecodeMeasurements {
  const points = contexts.flatMap((context) => usages.map((usage) => ({ usage, context })));
  return {
    kvUsage: points.map(({ usage }) => usage),
    contextTokens: points.map(({ context }) => context),
    itlMs: points.map(({ usage, context }) => itlMs(usage, context)),
    tokensPerSecondPerGpu: points.map(({ usage }) => 1000 * usage),
    maxKvTokens: KV_TOKENS,
  };
}

const MEASURED = measured([0.1, 0.4, 0.7, 1], [1000, 4000, 8000], (usage) => 10 + 20 * usage);
const GRID = decodeGrid(MEASURED);

describe('the grid', () => {
  it('has a hundred places on each axis, from 0 to full and to the longest context', () => {
    expect([GRID.usage.length, GRID.context.length, GRID.itl_s.length, GRID.itl_s[0]!.length]).toEqual([
      100, 100, 100, 100,
    ]);
    expect([GRID.usage[0], GRID.usage[99], GRID.context[0], GRID.context[99]]).toEqual([0, 1, 0, 8000]);
    expect(GRID.usage[50]).toBeCloseTo(50 / 99, 12);
    expect(GRID.maxKvTokens).toBe(KV_TOKENS);
  });

  it('is the plane where the samples lie on one, in seconds', () => {
    const tilted = decodeGrid(measured([0.1, 0.5, 1], [1000, 4000, 8000], (u, c) => 10 + 20 * u + c / 1000));
    for (const [row, column] of [
      [50, 50],
      [20, 30],
      [95, 90],
    ] as const) {
      const expected = (10 + 20 * tilted.usage[column]! + tilted.context[row]! / 1000) / 1000;
      expect(tilted.itl_s[row]![column]).toBeCloseTo(expected, 6);
      expect(tilted.tokensPerSecondPerGpu[row]![column]).toBeCloseTo(1000 * tilted.usage[column]!, 2);
    }
  });

  it('is filled outside the hull from the nearest sample: in practice the nearest context', () => {
    // at context 0 and usage 0.5 the nearest of (0.4, 1000) and (0.7, 1000) is the first
    expect(GRID.itl_s[0]![50]).toBeCloseTo(0.018, 9);
    expect(GRID.itl_s[0]![60]).toBeCloseTo(0.024, 9);
    expect(GRID.itl_s[99]![0]).toBeCloseTo(0.012, 9);
  });

  it('is made once for the same measurements, anew for others and for triangles that are given', () => {
    expect(decodeGrid(MEASURED)).toBe(GRID);
    expect(decodeGrid({ ...MEASURED })).not.toBe(GRID);
    const given = decodeGrid(MEASURED, [
      [0, 1, 4],
      [1, 5, 4],
    ]);
    expect(given).not.toBe(GRID);
    expect(decodeGrid(MEASURED)).toBe(GRID);
  });

  it('is interpolated over the triangles that are given', () => {
    // a single triangle about three corners: beyond its diagonal the samples rule
    const given = decodeGrid(MEASURED, [[0, 3, 8]]);
    expect(given.itl_s[95]![97]).toBeCloseTo(0.03, 9);
    expect(given.itl_s[20]![30]).toBeCloseTo((10 + 20 * given.usage[30]!) / 1000, 6);
  });
});

describe('a cell', () => {
  it('is the nearest to the context and to the usage, requests × context ÷ KV tokens', () => {
    expect(decodeCell(GRID, 10, 4040)).toEqual([50, 40]);
    expect(itlAt(GRID, 10, 4040)).toBeCloseTo((10 + 20 * (40 / 99)) / 1000, 6);
    expect(throughputAt(GRID, 10, 4040)).toBeCloseTo(1000 * (40 / 99), 3);
  });

  it.each([
    ['half a cell up, from an odd cell', (1.5 / 99) * 8000, 2],
    ['half a cell down, from an even cell', (2.5 / 99) * 8000, 2],
  ])('takes a tie to the even one: %s', (_what, context, row) => {
    expect(decodeCell(GRID, 0, context)[0]).toBe(row);
  });

  it.each([
    [0, 0, 0, 0],
    [-5, 4000, 50, 0],
    [1e9, 4000, 50, 99],
    [Number.POSITIVE_INFINITY, 4000, 50, 99],
    [10, 1e9, 99, 99],
    [10, -1e9, 0, 0],
  ])('of %d requests at %d tokens is within the grid', (concurrency, context, row, column) => {
    expect(decodeCell(GRID, concurrency, context)).toEqual([row, column]);
  });

  it.each([
    [Number.NaN, 1000],
    [10, Number.NaN],
    [Number.POSITIVE_INFINITY, 0],
  ])('of %d requests at %d tokens is none: a RangeError', (concurrency, context) => {
    expect(() => itlAt(GRID, concurrency, context)).toThrow(RangeError);
    expect(() => throughputAt(GRID, concurrency, context)).toThrow(/no grid cell for NaN/);
  });
});

describe('the best throughput within a target', () => {
  it('is that of the fullest cell that keeps it', () => {
    const best = bestThroughput(GRID, 0.02, 4000);
    expect(best.kvUsage).toBeCloseTo(49 / 99, 9);
    expect(best.itl_s).toBeLessThanOrEqual(0.02);
    expect(best.tokensPerSecondPerGpu).toBeCloseTo(1000 * (49 / 99), 2);
  });

  it('is that of a full cache when every cell keeps it', () => {
    expect(bestThroughput(GRID, 1, 4000).kvUsage).toBe(1);
    expect(bestThroughput(GRID, Number.POSITIVE_INFINITY, 4000).kvUsage).toBe(1);
  });

  it.each([0.001, 0, -1, Number.NaN])(
    'at a target of %d s, which none keeps, is that of an empty cache',
    (target_s) => {
      expect(bestThroughput(GRID, target_s, 4000).kvUsage).toBe(0);
    },
  );

  it('is found from full to empty: a slow dip in between does not end the search', () => {
    const dip = decodeGrid(measured([0, 0.25, 0.5, 0.75, 1], [1000, 8000], (u) => (u === 0.5 ? 50 : 10 + 10 * u)));
    expect(bestThroughput(dip, 0.019, 4000).kvUsage).toBeGreaterThan(0.7);
  });

  it('rises with the target', () => {
    const target = fc.double({ min: 0.005, max: 0.04, noNaN: true });
    const context = fc.double({ min: 1000, max: 8000, noNaN: true });
    fc.assert(
      fc.property(target, target, context, (a, b, tokens) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(bestThroughput(GRID, high, tokens).kvUsage).toBeGreaterThanOrEqual(
          bestThroughput(GRID, low, tokens).kvUsage,
        );
      }),
    );
  });

  it('of a context beyond the grid is that of its edge', () => {
    expect(bestThroughput(GRID, 0.02, 1e6)).toEqual(bestThroughput(GRID, 0.02, 8000));
    expect(bestThroughput(GRID, 0.02, -7)).toEqual(bestThroughput(GRID, 0.02, 0));
  });

  it('of a context that is no number is none', () => {
    expect(() => bestThroughput(GRID, 0.02, Number.NaN)).toThrow(RangeError);
  });
});
