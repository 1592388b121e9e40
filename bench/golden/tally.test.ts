import { describe, expect, it } from 'vitest';
import { close, GoldenTally, number } from './tally.js';

describe('a tally', () => {
  it('counts vectors and matches by file, and in all', () => {
    const tally = new GoldenTally();
    tally.check('a', true, () => 'never asked');
    tally.check('a', false, () => 'got 1');
    tally.check('b', true, () => '');
    expect(tally.total()).toEqual({
      vectors: 3,
      matched: 2,
      by_file: { a: { vectors: 2, matched: 1 }, b: { vectors: 1, matched: 1 } },
    });
    expect(tally.misses).toEqual(['a: got 1']);
  });

  it('remembers the first twenty misses, and describes no match', () => {
    const tally = new GoldenTally();
    for (let i = 0; i < 30; i++) tally.check('a', false, () => String(i));
    expect(tally.misses).toHaveLength(20);
    const described: string[] = [];
    tally.check('a', true, () => {
      described.push('x');
      return '';
    });
    expect(described).toEqual([]);
  });

  it('of nothing is nothing', () => {
    expect(new GoldenTally().total()).toEqual({ vectors: 0, matched: 0, by_file: {} });
  });
});

it.each([
  [1.0005, 1, 1e-3, true],
  [1.0015, 1, 1e-3, false],
  [-1.0005, -1, 1e-3, true],
  [0, 0, 1e-3, true],
  [1e-9, 0, 1e-3, false],
  [Number.NaN, Number.NaN, 0, true],
  [Number.NaN, 1, 1, false],
  [1, Number.NaN, 1, false],
])('%d is near %d within %d: %s', (got, wanted, tolerance, near) => {
  expect(close(got, wanted, tolerance)).toBe(near);
});

it('golden files write numbers without end as text', () => {
  expect([number(3), number('inf'), number('nan')]).toEqual([3, Number.POSITIVE_INFINITY, Number.NaN]);
});
