/** Durations, and histograms of them, for tests. */
import fc from 'fast-check';
import { LogHistogram } from '../measure/log-histogram.js';

/** One at least; seconds. */
export const durations = fc.array(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 300 });

/** The histogram of these, by default with the error bound of a run's figures. */
export function histogramOf(values: readonly number[], relativeError = 0.001): LogHistogram {
  const histogram = new LogHistogram(relativeError);
  for (const value of values) histogram.record(value);
  return histogram;
}
