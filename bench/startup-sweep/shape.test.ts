import { describe, expect, it } from 'vitest';
import { kneeOf, rankCorrelation } from './shape.js';

describe('rankCorrelation', () => {
  it('is −1 of any falling and 1 of any rising series', () => {
    expect(rankCorrelation([0, 1, 2, 3], [42, 20, 9, 8])).toBeCloseTo(-1, 12);
    expect(rankCorrelation([0, 1, 2], [1, 10, 1000])).toBeCloseTo(1, 12);
  });

  it('lets ties share their rank', () => {
    // ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4
    expect(rankCorrelation([1, 2, 3, 4], [5, 7, 7, 9])).toBeCloseTo(4.5 / Math.sqrt(5 * 4.5), 12);
  });
});

it('kneeOf finds where two lines meet, and their slopes', () => {
  const xs = [0, 20, 40, 60, 80, 100, 120, 140];
  const { knee, slopes } = kneeOf(
    xs,
    xs.map((x) => 10 + 0.1 * Math.min(x, 100) + 5 * Math.max(0, x - 100)),
  );
  expect(knee).toBe(100);
  expect(slopes[0]).toBeCloseTo(0.1, 9);
  expect(slopes[1]).toBeCloseTo(5, 9);
});
