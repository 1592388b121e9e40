/** A Prophet-like forecaster: linear trend with change points and Fourier seasons, fitted anew for every forecast. */
import type { Forecaster } from '../forecaster.js';
import { fitProphet } from './fit.js';

/** How much is kept, how far apart it is, and what is asked. */
export interface ProphetOptions {
  /** Values kept. */
  readonly window: number;
  /** Seconds between two values. */
  readonly step_s: number;
  /**
   * What time is asked about: the next value's, or (Dynamo 1.0) as many seconds after the start as there were values,
   * which lies inside the history.
   */
  readonly asksAt: 'next' | 'step-count-seconds';
}

/** The values kept, and how many there have been. */
export interface ProphetState {
  readonly values: readonly number[];
  /** Values seen so far, those outside the window too. */
  readonly count: number;
}

const LEAST_VALUES = 5;
/** Seasons take their phase from a fixed day: 2024-01-01, a Monday, in seconds since 1970. */
const EPOCH_S = 1_704_067_200;

/** The forecaster; with fewer than five values the last value. */
export function prophet({ window, step_s, asksAt }: ProphetOptions): Forecaster<ProphetState> {
  return {
    name: 'prophet',
    initialState: { values: [], count: 0 },
    observe: ({ values, count }, value) => ({ values: [...values, value].slice(-window), count: count + 1 }),
    predict: (state, stepsAhead = 1) => {
      const { values, count } = state;
      if (values.length < LEAST_VALUES) return { state, prediction: { point: values.at(-1) ?? 0, scale: 'plain' } };
      const times_s = values.map((_, i) => EPOCH_S + (count - values.length + i) * step_s);
      const steps = count + stepsAhead - 1;
      const asked_s = EPOCH_S + steps * (asksAt === 'next' ? step_s : 1);
      return { state, prediction: { point: fitProphet(times_s, values)(asked_s), scale: 'plain' } };
    },
  };
}
