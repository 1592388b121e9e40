/** How much a share can be believed. */

const Z_975 = 1.959963984540054;

/**
 * 95 % interval of a share from `hits` of `trials` (Wilson 1927): unlike the normal approximation it stays inside 0..1 and
 * holds near the ends. `undefined` without trials.
 */
export function wilson95(hits: number, trials: number): [number, number] | undefined {
  if (trials === 0) return undefined;
  const p = hits / trials;
  const zz = Z_975 * Z_975;
  const centre = p + zz / (2 * trials);
  const spread = Z_975 * Math.sqrt((p * (1 - p)) / trials + zz / (4 * trials * trials));
  const scale = 1 + zz / trials;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}
