/**
 * Cubic spline through given points with the not-a-knot end condition: the third derivative is continuous at the second
 * and the last but one point. This is what scipy's `interp1d(kind='cubic')` computes.
 */

/** The points of a spline and its curvature at each. */
export interface CubicSpline {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Second derivative at each point. */
  readonly curvature: readonly number[];
}

/** Builds the spline. `x` ascending, at least four points; throws a RangeError otherwise. */
export function cubicSpline(x: readonly number[], y: readonly number[]): CubicSpline {
  const n = x.length;
  if (n < 4 || y.length !== n)
    throw new RangeError(`a cubic spline needs at least 4 points, got ${Math.min(n, y.length)}`);
  if (x.some((value, i) => i > 0 && !(value > x[i - 1]!))) throw new RangeError('spline points must ascend');
  return { x, y, curvature: solveCurvature(x, y) };
}

/** Value of the spline at `at`; outside the points the end piece continues. */
export function splineAt(spline: CubicSpline, at: number): number {
  const { x, y, curvature } = spline;
  let right = 1;
  while (right < x.length - 1 && x[right]! < at) right++;
  const left = right - 1;
  const h = x[right]! - x[left]!;
  const a = (x[right]! - at) / h;
  const b = (at - x[left]!) / h;
  const bend = ((a ** 3 - a) * curvature[left]! + (b ** 3 - b) * curvature[right]!) * ((h * h) / 6);
  return a * y[left]! + b * y[right]! + bend;
}

/**
 * The tridiagonal system of the inner points, with the end curvatures eliminated by not-a-knot: m₀ and mₙ are the
 * linear continuations of their two neighbours. See de Boor, A Practical Guide to Splines, ch. IV.
 */
function solveCurvature(x: readonly number[], y: readonly number[]): number[] {
  const n = x.length;
  const h = x.slice(1).map((value, i) => value - x[i]!);
  const slope = h.map((width, i) => (y[i + 1]! - y[i]!) / width);
  const inner = n - 2;
  const lower = new Array<number>(inner).fill(0);
  const diagonal = new Array<number>(inner).fill(0);
  const upper = new Array<number>(inner).fill(0);
  const right = new Array<number>(inner).fill(0);
  for (let i = 0; i < inner; i++) {
    lower[i] = h[i]!;
    diagonal[i] = 2 * (h[i]! + h[i + 1]!);
    upper[i] = h[i + 1]!;
    right[i] = 6 * (slope[i + 1]! - slope[i]!);
  }
  const first = h[0]! / h[1]!;
  diagonal[0]! += h[0]! * (1 + first);
  upper[0]! -= h[0]! * first;
  const last = h[n - 2]! / h[n - 3]!;
  diagonal[inner - 1]! += h[n - 2]! * (1 + last);
  lower[inner - 1]! -= h[n - 2]! * last;
  const m = solveTridiagonal(lower, diagonal, upper, right);
  return [(1 + first) * m[0]! - first * m[1]!, ...m, (1 + last) * m[inner - 1]! - last * m[inner - 2]!];
}

function solveTridiagonal(lower: number[], diagonal: number[], upper: number[], right: number[]): number[] {
  const n = right.length;
  for (let i = 1; i < n; i++) {
    const factor = lower[i]! / diagonal[i - 1]!;
    diagonal[i]! -= factor * upper[i - 1]!;
    right[i]! -= factor * right[i - 1]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const next = i + 1 < n ? upper[i]! * right[i + 1]! : 0;
    right[i] = (right[i]! - next) / diagonal[i]!;
  }
  return right;
}
