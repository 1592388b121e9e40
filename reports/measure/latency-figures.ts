/** The figures and the curve of a distribution of times. */
import type { LatencyFigures, QuantileCurve } from '../record/summary.js';
import type { LogHistogram } from './log-histogram.js';

/** Mean, quantiles and maximum in milliseconds of a histogram of seconds; `undefined` when it is empty. */
export function latencyFigures(histogram: LogHistogram): LatencyFigures | undefined {
  if (histogram.count === 0) return undefined;
  const ms = (q: number) => histogram.quantile(q) * 1000;
  return {
    count: histogram.count,
    mean: histogram.mean() * 1000,
    p50: ms(0.5),
    p90: ms(0.9),
    p95: ms(0.95),
    p99: ms(0.99),
    max: histogram.max() * 1000,
  };
}

/** Probabilities at which a distribution is written down: even in the body, dense in the tail. */
const PROBABILITIES = [
  0.001,
  0.01,
  ...Array.from({ length: 47 }, (_, i) => (i + 1) / 50),
  0.95,
  0.96,
  0.97,
  0.98,
  0.985,
  0.99,
  0.995,
  0.999,
  0.9995,
  1,
];

/** The distribution as `[probability, ms]` pairs; `undefined` when the histogram is empty. */
export function quantileCurve(histogram: LogHistogram): QuantileCurve | undefined {
  if (histogram.count === 0) return undefined;
  return PROBABILITIES.map((q) => [q, histogram.quantile(q) * 1000] as const);
}
