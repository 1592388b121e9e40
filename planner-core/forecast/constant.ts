import type { Forecaster } from './forecaster.js';

/** The next interval will be like the last; 0 before the first value. The baseline of every forecast ("last value"). */
export const constant: Forecaster<number> = {
  name: 'constant',
  initialState: 0,
  observe: (_last, value) => value,
  predict: (last) => ({ state: last, prediction: { point: last, scale: 'plain' } }),
};
