/** A line through measured points, gone on with its first and last piece beyond them. */
export interface Curve {
  /** Ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Value at a place. */
export function valueAt({ x, y }: Curve, at: number): number {
  if (x.length === 1) return y[0]!;
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle]! <= at) low = middle;
    else high = middle;
  }
  const share = (at - x[low]!) / (x[high]! - x[low]!);
  return y[low]! + share * (y[high]! - y[low]!);
}
