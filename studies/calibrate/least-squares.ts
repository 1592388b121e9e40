/** Least squares of a simulation's residuals: Levenberg's and Marquardt's method with finite differences. */
import { solveLinear } from '../../planner-core/index.js';

/** Where the squares are least, and how the residuals lie there. */
export interface LeastSquares {
  readonly at: readonly number[];
  readonly residuals: readonly number[];
  /** Row a residual, column a parameter, at the solution. */
  readonly jacobian: readonly (readonly number[])[];
}

/** Of finite differences: wide enough to pass over the single events of a simulation. */
const DIFFERENCE = 0.02;
const MOST_STEPS = 12;
const LONGEST_STEP = 0.5;
const DAMPINGS = 6;
/** A step that gains less than this share ends the search. */
const LEAST_GAIN = 1e-4;

/**
 * The parameters, all of the order of 1, at which the residuals' squares are least. `ridge` pulls each towards its start, so that
 * one that nothing depends on stays there.
 */
export function leastSquares(
  residualsOf: (parameters: readonly number[]) => readonly number[],
  start: readonly number[],
  ridge = 0,
): LeastSquares {
  const pulled = (at: readonly number[], residuals: readonly number[]) =>
    squares(residuals) + ridge ** 2 * squares(at.map((value, i) => value - start[i]!));
  let at = start;
  let residuals = residualsOf(at);
  let jacobian = jacobianOf(residualsOf, at, residuals);
  let damping = 1e-6;
  for (let step = 0; step < MOST_STEPS; step++) {
    const before = pulled(at, residuals);
    let after = before;
    for (let tries = 0; tries < DAMPINGS && after >= before; tries++, damping = Math.max(1e-3, damping * 10)) {
      const next = stepFrom(at, start, residuals, jacobian, damping, ridge);
      if (!next) continue;
      const tried = residualsOf(next);
      if (pulled(next, tried) >= before) continue;
      [at, residuals] = [next, tried];
      after = pulled(at, residuals);
    }
    if (after >= before) break;
    damping = 1e-6;
    jacobian = jacobianOf(residualsOf, at, residuals);
    if (before - after < LEAST_GAIN * before) break;
  }
  return { at, residuals, jacobian };
}

function stepFrom(
  at: readonly number[],
  start: readonly number[],
  residuals: readonly number[],
  jacobian: readonly (readonly number[])[],
  damping: number,
  ridge: number,
): number[] | undefined {
  const matrix = at.map((_, i) => at.map((__, j) => jacobian.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
  const right = at.map(
    (value, i) =>
      -jacobian.reduce((sum, row, k) => sum + row[i]! * residuals[k]!, 0) - ridge ** 2 * (value - start[i]!),
  );
  matrix.forEach((row, i) => {
    row[i] = row[i]! * (1 + damping) + ridge ** 2;
  });
  return solveLinear(matrix, right)?.map(
    (change, i) => at[i]! + Math.min(LONGEST_STEP, Math.max(-LONGEST_STEP, change)),
  );
}

function jacobianOf(
  residualsOf: (parameters: readonly number[]) => readonly number[],
  at: readonly number[],
  here: readonly number[],
): number[][] {
  const shifted = at.map((_, j) => residualsOf(at.map((value, i) => (i === j ? value + DIFFERENCE : value))));
  return here.map((residual, row) => shifted.map((there) => (there[row]! - residual) / DIFFERENCE));
}

/** Their sum. */
export function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
