import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foretold, frozen } from '../testing/index.js';
import { movingAverage } from './moving-average.js';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
const windows = fc.integer({ min: 1, max: 12 });

describe('the moving average', () => {
  it.each([
    ['nothing yet', [], 3, 0],
    ['one value', [5], 3, 5],
    ['fewer values than the window', [5, 7], 3, 6],
    ['as many', [5, 7, 12], 3, 8],
    ['more: the first are forgotten', [100, 5, 7, 12], 3, 8],
    ['a window of one is the last value', [100, 5, 7, 12], 1, 12],
    ['zeros count', [0, 0, 9], 3, 3],
  ])('%s', (_what, series, window, mean) => {
    expect(foretold(movingAverage(window), series)).toBe(mean);
  });

  it('is the same at every distance', () => {
    const far = [1, 2, 7, 100].map((steps) => foretold(movingAverage(2), [3, 4, 8], steps));
    expect(far).toEqual([6, 6, 6, 6]);
  });

  it('lies between the least and the most of the window', () => {
    fc.assert(
      fc.property(values, windows, (series, window) => {
        const kept = series.slice(-window);
        const mean = foretold(movingAverage(window), series);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...kept) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(...kept) + 1e-9);
      }),
    );
  });

  it('depends on the values of the window alone', () => {
    fc.assert(
      fc.property(values, windows, (series, window) => {
        const average = movingAverage(window);
        expect(foretold(average, series)).toBe(foretold(average, series.slice(-window)));
      }),
    );
  });

  it('keeps no more than its window, and leaves the state before as it was', () => {
    const average = movingAverage(3);
    const before = frozen([1, 2, 3]);
    expect(average.observe(before, 4)).toEqual([2, 3, 4]);
    expect(average.predict(before).state).toBe(before);
  });
});
