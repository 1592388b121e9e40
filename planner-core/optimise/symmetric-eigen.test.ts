import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './symmetric-eigen.js';

const SIZE = 4;
const entries = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 16, maxLength: 16 });
const rows = (matrix: readonly (readonly number[])[]) => matrix.map((row) => Float64Array.from(row));
const symmetric = (flat: readonly number[]) =>
  Array.from({ length: SIZE }, (_, i) =>
    Float64Array.from({ length: SIZE }, (_, j) => flat[i * SIZE + j]! + flat[j * SIZE + i]!),
  );
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('eigenvalues', () => {
  it.each([
    ['one element', [[7]], [7]],
    [
      'a diagonal',
      [
        [3, 0],
        [0, -2],
      ],
      [-2, 3],
    ],
    [
      'two by two',
      [
        [2, 1],
        [1, 2],
      ],
      [1, 3],
    ],
    [
      'zeros',
      [
        [0, 0],
        [0, 0],
      ],
      [0, 0],
    ],
    [
      'a path of three: 2 − √2, 2, 2 + √2',
      [
        [2, -1, 0],
        [-1, 2, -1],
        [0, -1, 2],
      ],
      [2 - Math.SQRT2, 2, 2 + Math.SQRT2],
    ],
  ])('of %s', (_what, matrix, expected) => {
    const found = [...symmetricEigen(rows(matrix)).values].sort((a, b) => a - b);
    found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
  });

  it('add up to the trace, their squares to the sum of all squares', () => {
    fc.assert(
      fc.property(entries, (flat) => {
        const kept = symmetric(flat);
        const { values } = symmetricEigen(symmetric(flat));
        const total = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0);
        expect(total((value) => value)).toBeCloseTo(
          kept.reduce((sum, row, i) => sum + row[i]!, 0),
          8,
        );
        expect(total((value) => value * value)).toBeCloseTo(
          kept.reduce((sum, row) => sum + dot(row, row), 0),
          6,
        );
      }),
    );
  });
});

describe('eigenvectors', () => {
  it('are turned into their multiple', () => {
    fc.assert(
      fc.property(entries, (flat) => {
        const kept = symmetric(flat);
        const { values, vectors } = symmetricEigen(symmetric(flat));
        values.forEach((value, k) => {
          kept.forEach((row, i) => expect(dot(row, vectors[k]!)).toBeCloseTo(value * vectors[k]![i]!, 8));
        });
      }),
    );
  });

  it('have length 1 and are square to each other', () => {
    fc.assert(
      fc.property(entries, (flat) => {
        const { vectors } = symmetricEigen(symmetric(flat));
        vectors.forEach((a, i) => {
          vectors.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 9));
        });
      }),
    );
  });
});
