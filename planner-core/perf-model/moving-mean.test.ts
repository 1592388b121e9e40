import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen } from '../testing/index.js';
import { addToMean, emptyMean } from './moving-mean.js';

const meanOf = (window: number, ...batches: number[][]) => batches.reduce(addToMean, emptyMean(window)).mean;

describe('the moving mean', () => {
  it('is 0 before the first value', () => {
    expect(emptyMean(4)).toEqual({ window: 4, values: [], mean: 0 });
  });

  it.each([
    ['one value', [[5]], 5],
    ['several at once', [[5, 7, 9]], 7],
    ['several in turn', [[5], [7], [9]], 7],
    ['the window alone', [[100, 5, 7, 9, 11]], 8],
    ['a window that slides over calls', [[100, 5], [7, 9], [11]], 8],
    ['leading zeros left out', [[0, 0, 6, 8]], 7],
    ['leading zeros over calls', [[0], [0, 0], [6]], 6],
    ['later zeros counted', [[6, 0, 0]], 2],
    ['nothing added', [[6], []], 6],
    ['only zeros', [[0, 0]], 0],
  ])('of %s', (_what, batches, mean) => {
    expect(meanOf(4, ...batches)).toBe(mean);
  });

  it('has a window of one at least', () => {
    expect(meanOf(0, [3, 9])).toBe(9);
    expect(meanOf(-2, [3, 9])).toBe(9);
  });

  it('is the same whether values come at once or one by one', () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 20 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 6 }), (list, window) => {
        expect(meanOf(window, list)).toBe(meanOf(window, ...list.map((value) => [value])));
      }),
    );
  });

  it('leaves the one before as it was', () => {
    const before = frozen(addToMean(emptyMean(3), [1, 2]));
    expect(addToMean(before, [6]).mean).toBe(3);
    expect(before.mean).toBe(1.5);
  });
});
