/** The statistics of a comparison: quantiles, the distance of two distributions, and the noise of a difference. */

/** Nearest rank of ascending values; NaN when empty. */
export function quantileOf(ascending: readonly number[], q: number): number {
  return ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] ?? Number.NaN;
}

/** NaN when empty. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A sorted copy. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Kolmogorov–Smirnov: the largest distance of two cumulative distributions, 0..1. Both ascending. */
export function ksDistance(a: readonly number[], b: readonly number[]): number {
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i]! <= value) i++;
    while (j < b.length && b[j]! <= value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}

const BATCHES = 20;
const LEAST_PER_BATCH = 5;
/** Two-sided 95 % points of Student's t for 1, 2, … degrees of freedom. */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * 95 % interval of the difference b − a of a statistic, by batch means in order of time: requests that queue together are not
 * independent, so the scatter between whole stretches is the noise, not that between requests (Law & Kelton; Welch's t).
 * `undefined` where a run is too short to cut.
 */
export function differenceInterval(
  a: readonly number[],
  b: readonly number[],
  statistic: (values: readonly number[]) => number,
): [number, number] | undefined {
  const [batchesA, batchesB] = [batchStatistics(a, statistic), batchStatistics(b, statistic)];
  if (!batchesA || !batchesB) return undefined;
  const [va, vb] = [varianceOf(batchesA) / batchesA.length, varianceOf(batchesB) / batchesB.length];
  const freedom = (va + vb) ** 2 / (va ** 2 / (batchesA.length - 1) + vb ** 2 / (batchesB.length - 1));
  const t = va + vb === 0 ? 0 : (T_975[Math.max(1, Math.min(T_975.length, Math.floor(freedom))) - 1] ?? 1.96);
  const centre = meanOf(batchesB) - meanOf(batchesA);
  const spread = t * Math.sqrt(va + vb);
  return [centre - spread, centre + spread];
}

/**
 * Mean and 95 % interval of values that are independent of each other: runs on different seeds, or differences of two runs
 * on the same one (Student's t). Without an interval where there is but one value.
 */
export function meanInterval(values: readonly number[]): { readonly mean: number; readonly ci95?: [number, number] } {
  const mean = meanOf(values);
  if (values.length < 2) return { mean };
  const t = T_975[values.length - 2] ?? 1.96;
  const spread = t * Math.sqrt(varianceOf(values) / values.length);
  return { mean, ci95: [mean - spread, mean + spread] };
}

function batchStatistics(
  values: readonly number[],
  statistic: (values: readonly number[]) => number,
): number[] | undefined {
  const batches = Math.min(BATCHES, Math.floor(values.length / LEAST_PER_BATCH));
  if (batches < 4) return undefined;
  return Array.from({ length: batches }, (_, i) =>
    statistic(values.slice(Math.floor((i * values.length) / batches), Math.floor(((i + 1) * values.length) / batches))),
  );
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
