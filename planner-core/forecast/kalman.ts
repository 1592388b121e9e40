/**
 * A Kalman filter over a level and a trend that each wander: level ← level + trend + N(0, qLevel), trend ← trend +
 * N(0, qTrend), value = level + N(0, r). Dynamo's `kalman`, number for number (filterpy's update in Joseph form).
 */
import type { Forecaster } from './forecaster.js';

/** The noise that the filter reckons with, and when it begins. */
export interface KalmanOptions {
  /** Variance that the level gains in an interval. */
  readonly qLevel: number;
  /** Variance that the trend gains in an interval. */
  readonly qTrend: number;
  /** Variance of a measurement. */
  readonly r: number;
  /** With fewer values than this, the last value is the forecast. */
  readonly minPoints: number;
}

/** Dynamo's defaults. */
export const KALMAN_DEFAULTS: KalmanOptions = { qLevel: 1, qTrend: 0.1, r: 10, minPoints: 5 };

/** The estimate after the values seen. */
export interface KalmanState {
  readonly count: number;
  readonly last: number;
  readonly level: number;
  readonly trend: number;
  /** Covariance of (level, trend): level variance, covariance, trend variance. */
  readonly covariance: readonly [number, number, number];
}

const INITIAL_VARIANCE = 1000;

/** The forecaster; variances below 1e-12 (1e-9 for a measurement) count as that. */
export function kalman(options: KalmanOptions): Forecaster<KalmanState> {
  return {
    name: 'kalman',
    initialState: { count: 0, last: 0, level: 0, trend: 0, covariance: [INITIAL_VARIANCE, 0, INITIAL_VARIANCE] },
    observe: (state, value) => {
      const seen = { count: state.count + 1, last: value };
      if (state.count === 0) return { ...state, ...seen, level: value, trend: 0 };
      return { ...seen, ...correct(ahead(state, options), value, options) };
    },
    predict: (state, stepsAhead = 1) => {
      const point =
        state.count === 0 || state.count < options.minPoints ? state.last : state.level + stepsAhead * state.trend;
      return { state, prediction: { point, scale: 'plain' } };
    },
  };
}

type Estimate = Pick<KalmanState, 'level' | 'trend' | 'covariance'>;

/** One interval on, before it is measured. */
function ahead({ level, trend, covariance: [a, b, c] }: Estimate, { qLevel, qTrend }: KalmanOptions): Estimate {
  return {
    level: level + trend,
    trend,
    covariance: [a + b + (b + c) + Math.max(1e-12, qLevel), b + c, c + Math.max(1e-12, qTrend)],
  };
}

/** The estimate corrected by a measurement. */
function correct({ level, trend, covariance: [a, b, c] }: Estimate, value: number, options: KalmanOptions): Estimate {
  const r = Math.max(1e-9, options.r);
  const gainLevel = a / (a + r);
  const gainTrend = b / (a + r);
  const surprise = value - level;
  const keep = 1 - gainLevel;
  return {
    level: level + gainLevel * surprise,
    trend: trend + gainTrend * surprise,
    covariance: [
      keep * keep * a + gainLevel * gainLevel * r,
      keep * (b - gainTrend * a) + gainLevel * gainTrend * r,
      gainTrend * gainTrend * a - 2 * gainTrend * b + c + gainTrend * gainTrend * r,
    ],
  };
}
