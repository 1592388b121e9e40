import { describe, expect, it } from 'vitest';
import { checkArray, checkAscending, checkLengths, checkNumber, count, positive, share } from './rules.js';

describe('a number', () => {
  it.each([
    ['positive', positive, [Number.MIN_VALUE, 1, 1e9], [0, -1, Number.NaN, Number.POSITIVE_INFINITY]],
    ['share', share, [0, 0.5, 1], [-0.01, 1.01, Number.NaN]],
    ['count', count, [1, 7], [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]],
  ])('that is %s', (_name, rule, good, bad) => {
    for (const value of good) expect(checkNumber('x', value, rule)).toEqual([]);
    for (const value of bad) expect(checkNumber('x', value, rule)).toHaveLength(1);
  });

  it('that is not is told with its name and what it must be', () => {
    expect(checkNumber('decode.max_kv_tokens', -5, positive)).toEqual([
      'decode.max_kv_tokens is -5; it must be above 0',
    ]);
    expect(checkNumber('x', 1.5, share)).toEqual(['x is 1.5; it must lie in 0..1']);
    expect(checkNumber('x', 1.5, count)).toEqual(['x is 1.5; it must be a whole number above 0']);
    expect(checkNumber('x', Number.NaN, positive)).toEqual(['x is NaN; it must be a finite number']);
  });
});

describe('an array', () => {
  it('has every wrong entry told by its place', () => {
    expect(checkArray('isl', [1, 0, 2, -3], positive)).toEqual([
      'isl[1] is 0; it must be above 0',
      'isl[3] is -3; it must be above 0',
    ]);
    expect(checkArray('isl', [], positive)).toEqual([]);
  });

  it.each([
    [[], []],
    [[5], []],
    [[1, 2, 2.1], []],
    [[1, 2, 2], ['x[2] is 2 after 2; values must ascend']],
    [[3, 1, 0], ['x[1] is 1 after 3; values must ascend']],
  ])('%j ascends, or is told where it first does not', (values, faults) => {
    expect(checkAscending('x', values)).toEqual(faults);
  });

  it.each([
    [
      [
        [1, 2],
        [3, 4],
      ],
      2,
      [],
    ],
    [[[1, 2], [3]], 1, ['x: its arrays differ in length (2, 1)']],
    [[[1], [2], []], 1, ['x: its arrays differ in length (1, 0)']],
    [[[1], [2]], 2, ['x: 1 points; at least 2 are needed']],
    [[[], []], 1, ['x: 0 points; at least 1 are needed']],
    [[], 1, ['x: 0 points; at least 1 are needed']],
  ])('%j of one length, at least %d', (arrays, least, faults) => {
    expect(checkLengths('x', arrays, least)).toEqual(faults);
  });
});
