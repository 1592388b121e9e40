import type { Forecaster } from './forecaster.js';

/** The mean of the last `window` values, at any distance; 0 before the first. */
export function movingAverage(window: number): Forecaster<readonly number[]> {
  return {
    name: 'moving-average',
    initialState: [],
    observe: (values, value) => [...values, value].slice(-window),
    predict: (values) => {
      const sum = values.reduce((total, value) => total + value, 0);
      return { state: values, prediction: { point: sum / Math.max(1, values.length), scale: 'plain' } };
    },
  };
}
