/** Piecewise linear curves over ascending points, with a stated continuation on the right. */

/** Points of a curve, `x` ascending, at least one. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Value at `at`: constant below the first point, linear between points, along the last segment beyond (never falling). */
export function linearAt(curve: Curve, at: number): number {
  const { x, y } = curve;
  const last = x.length - 1;
  if (at <= x[0]! || last === 0) return y[0]!;
  const right = at >= x[last]! ? last : firstAbove(x, at);
  const slope = (y[right]! - y[right - 1]!) / (x[right]! - x[right - 1]!);
  if (at > x[last]!) return y[last]! + Math.max(0, slope) * (at - x[last]!);
  return y[right - 1]! + slope * (at - x[right - 1]!);
}

/** Index of the first point above `at`; there must be one. */
export function firstAbove(x: Float64Array, at: number): number {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
