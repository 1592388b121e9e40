/** Where the search for ARIMA parameters starts: regressions on lags and on residuals (conditional sum of squares). */
import { leastNorm } from '../../optimise/least-norm.js';
import { largestInverseRoot, type Order, type Parameters } from './order.js';

const LEAST_VARIANCE = 1e-10;
/** A start with a root nearer to the unit circle is not used. */
const NEAREST_ROOT = 1 - 1e-10;

/** Parameters to start from: a stationary, invertible model with a variance above 0. */
export function startParameters(values: readonly number[], order: Order): Parameters {
  const { p, q, intercept } = order;
  const series = difference(values, order.d);
  const { coefficients, variance } = regress(series, order);
  const start = intercept ? 1 : 0;
  const ar = coefficients.slice(start, start + p);
  const ma = coefficients.slice(start + p, start + p + q);
  const stable = largestInverseRoot(ar) < NEAREST_ROOT;
  const invertible = largestInverseRoot(ma.map((value) => -value)) < NEAREST_ROOT;
  return [
    ...coefficients.slice(0, start),
    ...ar.map((value) => (stable ? value : 0)),
    ...ma.map((value) => (invertible ? value : 0)),
    Math.max(variance, LEAST_VARIANCE),
  ];
}

/** The d-th differences. */
export function difference(values: readonly number[], d: number): readonly number[] {
  if (d === 0) return values;
  return difference(
    values.slice(1).map((value, i) => value - values[i]!),
    d - 1,
  );
}

function regress(series: readonly number[], { p, q, intercept }: Order): { coefficients: number[]; variance: number } {
  const lags = 2 * q;
  const from = Math.max(lags + q, p);
  const columns = p + q + (intercept ? 1 : 0);
  if (columns === 0) return { coefficients: [], variance: meanSquare(series) };
  if (series.length <= Math.max(lags, q === 0 ? 0 : 1) || series.length - from < 1) {
    const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
    const variance = meanSquare(series.map((value) => value - mean));
    return { coefficients: new Array<number>(columns).fill(0), variance };
  }
  const shocks = q > 0 ? longAutoregression(series, lags) : [];
  const rows: number[][] = [];
  for (let t = from; t < series.length; t++) {
    const row = intercept ? [1] : [];
    for (let lag = 1; lag <= p; lag++) row.push(series[t - lag]!);
    for (let lag = 1; lag <= q; lag++) row.push(shocks[t - lags - lag] ?? 0);
    rows.push(row);
  }
  const right = series.slice(from);
  const coefficients = leastNorm(rows, right);
  const residuals = rows.map((row, i) => right[i]! - row.reduce((sum, value, j) => sum + value * coefficients[j]!, 0));
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const variance =
    residuals.length > Math.max(1, q)
      ? meanSquare(residuals.slice(q))
      : meanSquare(series.map((value) => value - mean));
  return { coefficients, variance };
}

/** Residuals of an autoregression on so many lags; the first belongs to the value after those lags. */
function longAutoregression(series: readonly number[], lags: number): number[] {
  const rows: number[][] = [];
  for (let t = lags; t < series.length; t++) rows.push(Array.from({ length: lags }, (_, i) => series[t - 1 - i]!));
  const coefficients = leastNorm(rows, series.slice(lags));
  return rows.map((row, i) => series[lags + i]! - row.reduce((sum, value, j) => sum + value * coefficients[j]!, 0));
}

function meanSquare(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
