/**
 * Prophet's posterior (Taylor & Letham 2018) for a linear trend with change points and additive Fourier seasons: normal
 * errors, Laplace rates, normal weights. Parameters in a row: rate k, offset m, one rate change a change point, log of the
 * error's deviation, one weight a seasonal feature.
 */

/** A scaled series with its change points and seasonal features. */
export interface ProphetData {
  /** Time scaled to [0, 1] over the history. */
  readonly t: readonly number[];
  /** Values scaled by the largest. */
  readonly y: readonly number[];
  readonly changeAt: readonly number[];
  /** Seasonal features, a row a value. */
  readonly seasonal: readonly (readonly number[])[];
}

const RATE_DEVIATION = 5;
const CHANGE_SCALE = 0.05;
const ERROR_DEVIATION = 0.5;
const SEASON_DEVIATION = 10;

/** A log density and its gradient by the parameters. */
export interface LogDensity {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Log density without constants, and its gradient. */
export function logDensity(data: ProphetData, at: Float64Array): LogDensity {
  const { t, y, changeAt, seasonal } = data;
  const changes = changeAt.length;
  const sigma = Math.exp(at[2 + changes]!);
  const precision = 1 / (sigma * sigma);
  const gradient = new Float64Array(at.length);
  let squares = 0;
  for (let i = 0; i < y.length; i++) {
    const residual = y[i]! - expected(data, at, t[i]!, seasonal[i]!);
    squares += residual * residual;
    const pull = residual * precision;
    gradient[0]! += pull * t[i]!;
    gradient[1]! += pull;
    for (let j = 0; j < changes && changeAt[j]! <= t[i]!; j++) gradient[2 + j]! += pull * (t[i]! - changeAt[j]!);
    for (let j = 0; j < seasonal[i]!.length; j++) gradient[3 + changes + j]! += pull * seasonal[i]![j]!;
  }
  let value = -0.5 * squares * precision - y.length * Math.log(sigma);
  gradient[2 + changes]! += squares * precision - y.length;
  for (const i of [0, 1]) {
    value -= 0.5 * (at[i]! / RATE_DEVIATION) ** 2;
    gradient[i]! -= at[i]! / RATE_DEVIATION ** 2;
  }
  for (let j = 0; j < changes; j++) {
    value -= Math.abs(at[2 + j]!) / CHANGE_SCALE;
    gradient[2 + j]! -= Math.sign(at[2 + j]!) / CHANGE_SCALE;
  }
  value -= 0.5 * (sigma / ERROR_DEVIATION) ** 2;
  gradient[2 + changes]! -= (sigma / ERROR_DEVIATION) ** 2;
  for (let j = 3 + changes; j < at.length; j++) {
    value -= 0.5 * (at[j]! / SEASON_DEVIATION) ** 2;
    gradient[j]! -= at[j]! / SEASON_DEVIATION ** 2;
  }
  return { value, gradient };
}

/** The scaled value that the parameters expect at a scaled time. */
export function expected(
  { changeAt }: Pick<ProphetData, 'changeAt'>,
  at: Float64Array,
  t: number,
  seasonal: readonly number[],
): number {
  let value = at[0]! * t + at[1]!;
  for (let j = 0; j < changeAt.length && changeAt[j]! <= t; j++) value += at[2 + j]! * (t - changeAt[j]!);
  for (let j = 0; j < seasonal.length; j++) value += at[3 + changeAt.length + j]! * seasonal[j]!;
  return value;
}
