import type { Forecaster } from './forecaster.js';

/**
 * As it was one season ago (a day, in intervals); like the last value while there is no season to look back on, 0 before
 * the first.
 */
export function seasonalNaive(period: number): Forecaster<readonly number[]> {
  return {
    name: 'seasonal-naive',
    initialState: [],
    observe: (values, value) => [...values, value].slice(-period),
    predict: (values, stepsAhead = 1) => {
      const isFull = values.length === period;
      const point = isFull ? values[(stepsAhead - 1) % period] : values.at(-1);
      return { state: values, prediction: { point: point ?? 0, scale: 'plain' } };
    },
  };
}
