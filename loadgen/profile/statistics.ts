/** Middle and noise of repeated measurements. */

/** The median; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Scatter of the values as a share of their median: the median distance from it, × 1.4826 to be a normal deviation. */
export function noiseOf(values: readonly number[]): number {
  const middle = medianOf(values);
  return (1.4826 * medianOf(values.map((value) => Math.abs(value - middle)))) / middle;
}
