/** How much a measured quantile can be believed. */
import type { ClientSummary } from '../record/client-summary.js';
import type { LogHistogram } from './log-histogram.js';

const Z_975 = 1.959963984540054;
/** MLPerf LoadGen's confidence for early stopping. */
const RISK = 0.01;

type Confidence = NonNullable<ClientSummary['confidence']['ttft_ms']>;

/** Intervals and bounds in milliseconds for a histogram of seconds; `undefined` when it is empty. */
export function confidenceOf(histogram: LogHistogram): Confidence | undefined {
  if (histogram.count === 0) return undefined;
  const of = (q: number) => {
    const exceeding = discardable(histogram.count, q);
    return {
      ...interval_ms(histogram, q),
      ...(exceeding !== undefined && { at_most: histogram.quantile(1 - exceeding / histogram.count) * 1000 }),
    };
  };
  return { p50: of(0.5), p90: of(0.9), p99: of(0.99) };
}

/** The intervals alone, which cost nothing however many samples there are. */
export function intervalsOf(histogram: LogHistogram): Confidence | undefined {
  if (histogram.count === 0) return undefined;
  return { p50: interval_ms(histogram, 0.5), p90: interval_ms(histogram, 0.9), p99: interval_ms(histogram, 0.99) };
}

function interval_ms(histogram: LogHistogram, q: number): { ci95?: [number, number] } {
  const ci95 = quantileInterval(histogram, q);
  return ci95 ? { ci95: [ci95[0] * 1000, ci95[1] * 1000] } : {};
}

/**
 * 95 % interval of a quantile from the order statistics around it: the count below it is binomial. `undefined` where the
 * interval's ranks lie outside the sample.
 */
export function quantileInterval(histogram: LogHistogram, q: number): [number, number] | undefined {
  const n = histogram.count;
  const spread = Z_975 * Math.sqrt(n * q * (1 - q));
  const [low, high] = [Math.floor(n * q - spread), Math.ceil(n * q + spread)];
  if (low < 1 || high > n) return undefined;
  return [histogram.quantile(low / n), histogram.quantile(high / n)];
}

/**
 * MLPerf's early stopping: how many of the largest values may be discarded so that the next is, with 99 % confidence, no less
 * than the true quantile. `undefined` where the sample cannot carry the quantile: 662 values are the least for a 99th
 * percentile, 64 for a 90th.
 */
export function discardable(n: number, q: number): number | undefined {
  let most: number | undefined;
  let term = n * Math.log(q); // log of the binomial probability that nothing exceeds
  let cumulative = 0;
  for (let t = 0; t < n; t++) {
    cumulative += Math.exp(term);
    if (cumulative > RISK) break;
    if (t > 0) most = t;
    term += Math.log(((n - t) / (t + 1)) * ((1 - q) / q));
  }
  return most;
}

/**
 * The most values of `n` that may exceed a limit without showing, with 99 % confidence, that the quantile `q` of what they are
 * drawn from exceeds it. It is 1 or more: a single value shows nothing.
 */
export function excusable(n: number, q: number): number {
  let term = n * Math.log(q); // log of the binomial probability that nothing exceeds
  let cumulative = 0;
  for (let t = 0; t < n; t++) {
    cumulative += Math.exp(term);
    if (t > 0 && 1 - cumulative <= RISK) return t;
    term += Math.log(((n - t) / (t + 1)) * ((1 - q) / q));
  }
  return n;
}

/** What the quantile `q` is no less than, with 99 % confidence; `undefined` where the sample is too small to say. */
export function quantileAtLeast(histogram: LogHistogram, q: number): number | undefined {
  const n = histogram.count;
  const rank = n - excusable(n, q);
  return rank > 0 ? histogram.quantile(rank / n) : undefined;
}
