/** Series to forecast, and what a forecaster makes of them. */
import type { Forecaster } from '../forecast/index.js';

/** `count` values from `start` on, `step` apart. */
export function line(count: number, start: number, step: number): number[] {
  return Array.from({ length: count }, (_, i) => start + step * i);
}

/** `count` numbers that look random, about 0 with variance 1; the same for the same seed. */
export function noise(count: number, seed: number): number[] {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x80000000;
  };
  // twelve uniform numbers have the variance 1 together
  return Array.from({ length: count }, () => line(12, 0, 0).reduce((sum) => sum + uniform(), -6));
}

/** 100 and a swing of 50 over the day, at a second of it. */
export function daily(time_s: number): number {
  return 100 + 50 * Math.sin((2 * Math.PI * time_s) / 86_400);
}

/** {@link daily} at even steps with noise of a tenth of the swing: a fit without any would take Prophet's optimiser minutes. */
export function noisyDays(count: number, step_s: number, start_s = 0): number[] {
  return noise(count, 3).map((error, i) => daily(start_s + i * step_s) + 5 * error);
}

/** The point that is foretold after a series, `stepsAhead` intervals on. */
export function foretold<State>(forecaster: Forecaster<State>, series: readonly number[], stepsAhead = 1): number {
  const state = series.reduce((before, value) => forecaster.observe(before, value), forecaster.initialState);
  return forecaster.predict(state, stepsAhead).prediction.point;
}
