/** The mean of the last values, leaving out the zeros before the first that is not. Plain data. */
export interface MovingMean {
  readonly window: number;
  readonly values: readonly number[];
}

export function emptyMean(window: number): MovingMean {
  return { window: Math.max(1, window), values: [] };
}

export function addToMean(mean: MovingMean, added: readonly number[]): MovingMean {
  const first = mean.values.length > 0 ? 0 : added.findIndex((value) => value > 0);
  if (first < 0 || added.length === 0) return mean;
  return { ...mean, values: [...mean.values, ...added.slice(first)].slice(-mean.window) };
}

/** 0 before the first value. */
export function meanOf({ values }: MovingMean): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
