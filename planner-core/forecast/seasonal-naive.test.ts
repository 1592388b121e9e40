import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foretold, frozen } from '../testing/index.js';
import { seasonalNaive } from './seasonal-naive.js';

describe('the seasonal naive forecast', () => {
  it.each([
    ['nothing yet', [], 1, 0],
    ['less than a season: the last value', [4, 9], 1, 9],
    ['less than a season, farther ahead: still the last value', [4, 9], 2, 9],
    ['exactly a season: its first value comes again', [4, 9, 2], 1, 4],
    ['the second next', [4, 9, 2], 2, 9],
    ['the last of the season', [4, 9, 2], 3, 2],
    ['a whole season and one', [4, 9, 2], 4, 4],
    ['the newest season rules', [4, 9, 2, 5, 10, 3], 1, 5],
    ['in the middle of a season', [4, 9, 2, 5], 1, 9],
  ])('%s', (_what, series, steps, point) => {
    expect(foretold(seasonalNaive(3), series, steps)).toBe(point);
  });

  it('with a period of one is the last value', () => {
    expect([1, 2, 5].map((steps) => foretold(seasonalNaive(1), [3, 8], steps))).toEqual([8, 8, 8]);
  });

  it('foretells a periodic series without error, at any distance', () => {
    const season = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 8 });
    const more = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(season, more, fc.integer({ min: 1, max: 20 }), (period, extra, steps) => {
        const at = (i: number) => period[i % period.length]!;
        const count = period.length + extra;
        const series = Array.from({ length: count }, (_, i) => at(i));
        expect(foretold(seasonalNaive(period.length), series, steps)).toBe(at(count + steps - 1));
      }),
    );
  });

  it('keeps one season, and leaves the state before as it was', () => {
    const naive = seasonalNaive(2);
    const before = frozen([1, 2]);
    expect(naive.observe(before, 3)).toEqual([2, 3]);
    expect(naive.predict(before, 2)).toEqual({ state: [1, 2], prediction: { point: 2, scale: 'plain' } });
  });
});
