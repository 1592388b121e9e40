/** The mean of the last values, leaving out the zeros before the first that is not. Plain data. */
export interface MovingMean {
  readonly window: number;
  readonly values: readonly number[];
  /** 0 before the first value. */
  readonly mean: number;
}

/** A mean over a window of one value at least. */
export function emptyMean(window: number): MovingMean {
  return { window: Math.max(1, window), values: [], mean: 0 };
}

/** The mean with these values added, oldest first. */
export function addToMean(before: MovingMean, added: readonly number[]): MovingMean {
  const first = before.values.length > 0 ? 0 : added.findIndex((value) => value > 0);
  if (first < 0 || added.length === 0) return before;
  const values = [...before.values, ...added.slice(first)].slice(-before.window);
  return { ...before, values, mean: values.reduce((sum, value) => sum + value, 0) / values.length };
}
