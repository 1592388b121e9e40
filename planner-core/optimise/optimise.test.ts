import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lbfgs } from './lbfgs.js';
import { leastNorm } from './least-norm.js';
import { minimise } from './nelder-mead.js';
import { newtonMaximise } from './newton.js';
import { symmetricEigen } from './symmetric-eigen.js';

const rosenbrock = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2;

it('L-BFGS finds the end of a curved valley', () => {
  const [x, y] = lbfgs(rosenbrock, [-1.2, 1], { iterations: 200, difference: 1e-7 });
  expect(x).toBeCloseTo(1, 2);
  expect(y).toBeCloseTo(1, 2);
});

it('L-BFGS stops after as many iterations as it is given', () => {
  const start = [-1.2, 1];
  expect(lbfgs(rosenbrock, start, { iterations: 0, difference: 1e-7 })).toEqual(start);
  const some = rosenbrock(lbfgs(rosenbrock, start, { iterations: 3, difference: 1e-7 }));
  expect(some).toBeLessThan(rosenbrock(start));
  expect(some).toBeGreaterThan(0.1);
});

it('Nelder and Mead find it too', () => {
  const { at, value } = minimise(rosenbrock, [-1.2, 1], { step: 0.5, evaluations: 400 });
  expect(value).toBeLessThan(1e-6);
  expect(at[0]).toBeCloseTo(1, 2);
});

it("Newton's method climbs to a maximum, over a kink as well", () => {
  const at = newtonMaximise(
    (x) => ({
      value: -((x[0]! - 3) ** 2) - Math.abs(x[1]!),
      gradient: Float64Array.from([-2 * (x[0]! - 3), -Math.sign(x[1]!)]),
    }),
    Float64Array.from([0, 0.5]),
    100,
  );
  expect(at[0]).toBeCloseTo(3, 2);
  expect(Math.abs(at[1]!)).toBeLessThan(0.05);
});

describe('the least norm', () => {
  it('solves what has a solution', () => {
    const solution = leastNorm(
      [
        [2, 1],
        [1, 3],
        [0, 1],
      ],
      [4, 7, 2],
    );
    expect(solution[0]).toBeCloseTo(1, 12);
    expect(solution[1]).toBeCloseTo(2, 12);
  });

  it('shares alike where columns are the same', () => {
    for (const value of leastNorm([[1, 1]], [4])) expect(value).toBeCloseTo(2, 12);
  });
});

it('eigenvalues add up to the trace, and each vector is turned into its multiple', () => {
  const size = 4;
  const entries = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(entries, (flat) => {
      const matrix = Array.from({ length: size }, (_, i) =>
        Float64Array.from({ length: size }, (_, j) => flat[i * size + j]! + flat[j * size + i]!),
      );
      const kept = matrix.map((row) => row.slice());
      const { values, vectors } = symmetricEigen(matrix);
      values.forEach((value, k) => {
        kept.forEach((row, i) => {
          const product = row.reduce((sum, x, j) => sum + x * vectors[k]![j]!, 0);
          expect(product).toBeCloseTo(value * vectors[k]![i]!, 8);
        });
      });
    }),
  );
});
