/**
 * Newton's method for a maximum as Stan's optimiser does it: the Hessian from differences of gradients, all its
 * eigenvalues made negative, and steps halved until the value rises. At a kink (a Laplace prior) the result depends on
 * these very steps, so they are kept.
 */
import { symmetricEigen } from './symmetric-eigen.js';

/** What the function says at a point. */
export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

const REACH = 1e-3;
const STENCIL = [
  [-2 * REACH, 1 / 12],
  [-REACH, -2 / 3],
  [REACH, 2 / 3],
  [2 * REACH, -1 / 12],
] as const;
const LEAST_RISE = 1e-8;
/** Steps are tried from here down, halved each time. */
const LARGEST_STEP = 1e6;
const SMALLEST_STEP = 1e-50;

/** The point where the climb ends: no step rises, a rise is below 1e-8, or the iterations are over. */
export function newtonMaximise(
  evaluate: (at: Float64Array) => ValueAndGradient,
  start: Float64Array,
  iterations: number,
): Float64Array {
  let here = start;
  let { value, gradient } = evaluate(here);
  for (let i = 0; i < iterations; i++) {
    const direction = solveAscent(hessian(evaluate, here), gradient);
    let step = LARGEST_STEP;
    let next: { at: Float64Array; found: ValueAndGradient } | undefined;
    while (!next && step / 2 >= SMALLEST_STEP) {
      step /= 2;
      const at = here.map((x, j) => x + step * direction[j]!);
      const found = evaluate(at);
      if (found.value >= value) next = { at, found };
    }
    if (!next) break;
    const rise = next.found.value - value;
    here = next.at;
    ({ value, gradient } = next.found);
    if (!(rise > LEAST_RISE)) break;
  }
  return here;
}

function hessian(evaluate: (at: Float64Array) => ValueAndGradient, here: Float64Array): Float64Array[] {
  const size = here.length;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (const [shift, weight] of STENCIL) {
      const moved = here.slice();
      moved[i]! += shift;
      const { gradient } = evaluate(moved);
      for (let j = 0; j < size; j++) {
        const part = (0.5 * weight * gradient[j]!) / REACH;
        matrix[i]![j]! += part;
        matrix[j]![i]! += part;
      }
    }
  }
  return matrix;
}

/** |H|⁻¹·g. */
function solveAscent(matrix: Float64Array[], gradient: Float64Array): Float64Array {
  const { values, vectors } = symmetricEigen(matrix);
  const direction = new Float64Array(gradient.length);
  values.forEach((value, k) => {
    const vector = vectors[k]!;
    const along = vector.reduce((sum, x, j) => sum + x * gradient[j]!, 0) / Math.abs(value);
    for (let j = 0; j < direction.length; j++) direction[j]! += along * vector[j]!;
  });
  return direction;
}
