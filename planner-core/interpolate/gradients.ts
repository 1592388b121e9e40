/**
 * Gradients at scattered points for the Clough–Tocher interpolant, found by minimising its bending over all edges:
 * the method of Nielson (1983) and Renka & Cline (1984), iterated point by point as scipy does.
 *
 * On an edge of length L from point 0 to point 1, with w = (f₁ − f₀) and slopes s₀, s₁ along the edge, the cubic's
 * curvature integral is quadratic in s₀; setting its derivative to zero for all edges of a point gives a 2×2 system.
 */
import type { Triangulation } from './triangulation.js';

/** Slopes along x and y. */
export interface Gradient {
  readonly dx: number;
  readonly dy: number;
}

const TOLERANCE = 1e-6;
const MAX_ROUNDS = 400;

/** Gradients of `values` at the triangulation's points; per unit of x and of y. */
export function estimateGradients(triangulation: Triangulation, values: readonly number[]): Gradient[] {
  const gradients: Gradient[] = values.map(() => ({ dx: 0, dy: 0 }));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let worst = 0;
    for (let point = 0; point < values.length; point++) {
      const next = bestGradient(triangulation, values, gradients, point);
      const before = gradients[point]!;
      const change = Math.max(Math.abs(next.dx - before.dx), Math.abs(next.dy - before.dy));
      gradients[point] = next;
      worst = Math.max(worst, change / Math.max(1, Math.abs(next.dx), Math.abs(next.dy)));
    }
    if (worst < TOLERANCE) break;
  }
  return gradients;
}

function bestGradient(
  { points, edges }: Triangulation,
  values: readonly number[],
  gradients: readonly Gradient[],
  point: number,
): Gradient {
  let xx = 0;
  let xy = 0;
  let yy = 0;
  let bx = 0;
  let by = 0;
  const here = points[point]!;
  for (const other of edges[point]!) {
    const ex = points[other]!.x - here.x;
    const ey = points[other]!.y - here.y;
    const cubedLength = Math.hypot(ex, ey) ** 3;
    const slopeThere = ex * gradients[other]!.dx + ey * gradients[other]!.dy;
    xx += (4 * ex * ex) / cubedLength;
    xy += (4 * ex * ey) / cubedLength;
    yy += (4 * ey * ey) / cubedLength;
    const pull = (6 * (values[point]! - values[other]!) + 2 * slopeThere) / cubedLength;
    bx += pull * ex;
    by += pull * ey;
  }
  const determinant = xx * yy - xy * xy;
  if (determinant === 0) return { dx: 0, dy: 0 };
  return { dx: -(yy * bx - xy * by) / determinant, dy: -(xx * by - xy * bx) / determinant };
}
