import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline.js';

const BLOCKS = '▁▂▃▄▅▆▇█';

describe('a line of blocks', () => {
  it('has a block a value, the largest full', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 20)).toBe('▁▂▃▄▅▆▇██');
    expect(sparkline([5], 20)).toBe('█');
  });

  it('has the mean of neighbours where there are more values than columns', () => {
    expect(sparkline([0, 4, 8, 8], 2, 8)).toBe('▃█');
    expect(sparkline([1, 1, 1, 1, 1], 2)).toHaveLength(2);
  });

  it('is measured by what it is told, where it is', () => {
    expect(sparkline([4], 5, 8)).toBe('▅');
    expect(sparkline([100], 5, 8)).toBe('█');
  });

  it('lies low where all is nothing, and is nothing of nothing', () => {
    expect(sparkline([0, 0, 0], 5)).toBe('▁▁▁');
    expect(sparkline([], 5)).toBe('');
  });

  it('is no longer than its columns, and rises with its values', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 60 }), (some, width) => {
        const line = sparkline(some, width);
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).toMatch(/^[▁▂▃▄▅▆▇█]+$/);
        const sorted = [
          ...sparkline(
            some.toSorted((a, b) => a - b),
            width,
          ),
        ].map((block) => BLOCKS.indexOf(block));
        expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
      }),
    );
  });
});
