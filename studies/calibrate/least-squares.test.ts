import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastSquares, squares } from './least-squares.js';

const number = fc.double({ min: -2, max: 2, noNaN: true });

/** The residuals of a line through points, whose slope and height are sought. */
const line =
  (points: readonly (readonly [x: number, y: number])[]) =>
  ([slope, height]: readonly number[]) =>
    points.map(([x, y]) => slope! * x + height! - y);

it('squares are summed', () => {
  expect([squares([]), squares([3]), squares([1, -2, 2])]).toEqual([0, 9, 9]);
});

describe('least squares', () => {
  it('recovers the coefficients of a line, whatever they are', () => {
    fc.assert(
      fc.property(number, number, (slope, height) => {
        const points = [-1, 0, 0.5, 2].map((x) => [x, slope * x + height] as const);
        const { at, residuals } = leastSquares(line(points), [0, 0]);
        expect(at[0]).toBeCloseTo(slope, 3);
        expect(at[1]).toBeCloseTo(height, 3);
        expect(squares(residuals)).toBeLessThan(1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it('fits a line that no line is, as the textbook does', () => {
    // (0,0), (1,1), (2,1): slope ½, height 1/6
    const { at } = leastSquares(
      line([
        [0, 0],
        [1, 1],
        [2, 1],
      ]),
      [0, 0],
    );
    expect(at).toEqual([expect.closeTo(0.5, 3), expect.closeTo(1 / 6, 3)]);
  });

  it('finds the bottom of a bowl that is curved', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const residualsOf = ([x, y]: readonly number[]) => [x! - a, 2 * (y! - b), Math.exp(0.3 * (x! - a)) - 1];
        const { at } = leastSquares(residualsOf, [0, 0]);
        expect(at[0]).toBeCloseTo(a, 2);
        expect(at[1]).toBeCloseTo(b, 2);
      }),
      { numRuns: 40 },
    );
  });

  it('never ends higher than it began', () => {
    const weights = fc.array(number, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(weights, (w) => {
        const residualsOf = ([x, y]: readonly number[]) => [
          w[0]! * x! + Math.sin(w[1]! * y!) - w[2]!,
          w[3]! * y! + Math.cos(w[4]! * x!) - w[5]!,
        ];
        const { residuals } = leastSquares(residualsOf, [0, 0]);
        expect(squares(residuals)).toBeLessThanOrEqual(squares(residualsOf([0, 0])));
      }),
      { numRuns: 40 },
    );
  });

  it('takes no step of more than a half at once: the simulation holds near where it is', () => {
    const visited: number[] = [];
    leastSquares(
      ([x]) => {
        visited.push(x!);
        return [x! - 100];
      },
      [0],
    );
    const steps = visited.map((x, i) => Math.abs(x - (visited[i - 1] ?? 0)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(0.5 + 0.02 + 1e-9);
    expect(Math.max(...visited)).toBeLessThanOrEqual(12 * 0.5 + 0.02 + 1e-9); // twelve steps at most
  });
});

describe('a parameter that nothing depends on', () => {
  const blind = ([x]: readonly number[]) => [x! - 1];

  it('stays where it began, with a pull that is small', () => {
    const { at } = leastSquares(blind, [0, 0.7], 0.1);
    expect(at[1]).toBeCloseTo(0.7, 9);
    expect(at[0]).toBeCloseTo(1, 1);
  });

  it('has a column of zeros', () => {
    const { jacobian } = leastSquares(blind, [0, 0.7], 0.1);
    expect(jacobian).toEqual([[expect.closeTo(1, 9), 0]]);
  });
});

it('a pull towards the start shortens the way there', () => {
  const at = (ridge: number) => leastSquares(([x]) => [x! - 1], [0], ridge).at[0]!;
  // the minimum of (x − 1)² + ridge² x²
  expect(at(1)).toBeCloseTo(0.5, 3);
  expect(at(3)).toBeCloseTo(0.1, 3);
  expect(at(0)).toBeCloseTo(1, 3);
});

it('no parameter leaves the residuals as they are', () => {
  expect(leastSquares(() => [1, 2], [])).toMatchObject({ at: [], residuals: [1, 2], jacobian: [[], []] });
});
