import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastNorm } from './least-norm.js';

const number = fc.double({ min: -5, max: 5, noNaN: true });
const close = (found: readonly number[], expected: readonly number[], digits = 9) =>
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));

describe('the least-squares solution', () => {
  it('solves what has a solution', () => {
    const rows = [
      [2, 1],
      [1, 3],
      [0, 1],
    ];
    close(leastNorm(rows, [4, 7, 2]), [1, 2]);
  });

  it('of one column is a mean', () => {
    close(leastNorm([[1], [1], [1]], [3, 4, 8]), [5]);
  });

  it('is a regression line: slope and intercept by hand', () => {
    // x 0, 1, 2, 3 and y 1, 3, 2, 4: slope 4 ÷ 5, intercept 2.5 − 1.5 · 0.8
    const rows = [0, 1, 2, 3].map((x) => [1, x]);
    close(leastNorm(rows, [1, 3, 2, 4]), [1.3, 0.8]);
  });

  it('leaves residuals square to every column', () => {
    const matrix = fc.array(fc.tuple(number, number, number), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(matrix, fc.array(number, { minLength: 8, maxLength: 8 }), (rows, values) => {
        const right = values.slice(0, rows.length);
        const solution = leastNorm(rows, right);
        const residuals = rows.map((row, i) => right[i]! - row.reduce((sum, x, j) => sum + x * solution[j]!, 0));
        for (let j = 0; j < 3; j++) {
          expect(rows.reduce((sum, row, i) => sum + row[j]! * residuals[i]!, 0)).toBeCloseTo(0, 5);
        }
      }),
    );
  });
});

describe('where several solve it', () => {
  it('shares alike among columns that are the same', () => {
    close(leastNorm([[1, 1]], [4]), [2, 2]);
    close(
      leastNorm(
        [
          [1, 1, 0],
          [2, 2, 0],
          [0, 0, 5],
        ],
        [3, 6, 10],
      ),
      [1.5, 1.5, 2],
    );
  });

  it('gives nothing to a column of zeros', () => {
    close(
      leastNorm(
        [
          [1, 0],
          [2, 0],
        ],
        [2, 4],
      ),
      [2, 0],
    );
  });

  it('is the shortest: the solution of one equation lies along its coefficients', () => {
    fc.assert(
      fc.property(number, number, number, (a, b, right) => {
        const square = a * a + b * b;
        fc.pre(square > 0.1);
        close(leastNorm([[a, b]], [right]), [(a * right) / square, (b * right) / square], 8);
      }),
    );
  });

  it('is 0 for zeros', () => {
    close(
      leastNorm(
        [
          [0, 0],
          [0, 0],
        ],
        [1, 2],
      ),
      [0, 0],
    );
  });
});

it('of nothing is nothing', () => {
  expect(leastNorm([], [])).toEqual([]);
});

it('leaves its rows as they were', () => {
  const rows = [
    [2, 1],
    [1, 3],
  ];
  leastNorm(rows, [4, 7]);
  expect(rows).toEqual([
    [2, 1],
    [1, 3],
  ]);
});
