import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen } from '../testing/index.js';
import { solveLinear } from './solve.js';

describe('a system of linear equations', () => {
  it.each([
    ['one unknown', [[4]], [8], [2]],
    [
      'two unknowns: 2x + y = 5, x + 3y = 10',
      [
        [2, 1],
        [1, 3],
      ],
      [5, 10],
      [1, 3],
    ],
    [
      'a zero where the first pivot would be',
      [
        [0, 1],
        [2, 0],
      ],
      [3, 8],
      [4, 3],
    ],
    [
      'three unknowns',
      [
        [1, 1, 1],
        [0, 2, 5],
        [2, 5, -1],
      ],
      [6, -4, 27],
      [5, 3, -2],
    ],
    [
      'a small pivot beside a large one',
      [
        [1e-11, 1],
        [1, 1],
      ],
      [1, 2],
      [1, 1],
    ],
  ])('%s', (_what, matrix, right, expected) => {
    solveLinear(matrix, right)!.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
  });

  it('of nothing is solved by nothing', () => {
    expect(solveLinear([], [])).toEqual([]);
  });

  it.each([
    [
      'rows alike',
      [
        [1, 2],
        [2, 4],
      ],
    ],
    [
      'zeros',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    ['a pivot below 1e-12', [[9e-13]]],
    ['no number', [[Number.NaN]]],
  ])('has no answer for %s', (_what, matrix) => {
    expect(solveLinear(matrix, new Array(matrix.length).fill(1))).toBeUndefined();
  });

  it('is solved: the answer put in gives the right side', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    const row = fc.array(number, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 3 }), row, (matrix, right) => {
        // heavy diagonals keep the system well apart from singular ones
        const heavy = matrix.map((values, i) => values.map((value, j) => (i === j ? value + 20 : value)));
        const solution = solveLinear(heavy, right)!;
        heavy.forEach((values, i) => {
          expect(values.reduce((sum, value, j) => sum + value * solution[j]!, 0)).toBeCloseTo(right[i]!, 9);
        });
      }),
    );
  });

  it('is left as it was', () => {
    const matrix = frozen([
      [2, 1],
      [1, 3],
    ]);
    expect(solveLinear(matrix, frozen([5, 10]))).toHaveLength(2);
  });
});
