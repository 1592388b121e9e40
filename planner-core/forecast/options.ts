/** Chooses a forecaster by plain options: what a configuration file can say. */
import { arima } from './arima/index.js';
import { constant } from './constant.js';
import { log1pScale, missingAsZero, neverNegative, skipLeadingIdle, withErrors } from './decorate.js';
import { ets } from './ets.js';
import type { Forecaster } from './forecaster.js';
import { KALMAN_DEFAULTS, type KalmanOptions, kalman } from './kalman.js';
import { movingAverage } from './moving-average.js';
import { prophet } from './prophet/index.js';
import { seasonalNaive } from './seasonal-naive.js';

/** Which predictor, and its settings (docs/reference/predictors.md). */
export type ForecasterOptions = ForecasterKind & {
  /** Forecast log(1 + value). */
  readonly log1p?: boolean;
};

type ForecasterKind =
  | { readonly kind: 'constant' }
  | { readonly kind: 'moving-average'; readonly window: number }
  | { readonly kind: 'seasonal-naive'; readonly period: number }
  | { readonly kind: 'ets'; readonly window: number; readonly period?: number }
  | ({ readonly kind: 'kalman' } & Partial<KalmanOptions>)
  | { readonly kind: 'arima'; readonly window: number }
  | { readonly kind: 'prophet'; readonly window: number; readonly step_s: number };

/**
 * A forecaster as Headroom's own policies use it: missing values count 0, the idle time before the first traffic is left
 * out, nothing is negative, and intervals come from its own errors.
 */
export function forecaster(options: ForecasterOptions): Forecaster {
  const measured = withErrors(bare(options) as Forecaster);
  const scaled = options.log1p ? log1pScale(measured) : neverNegative(measured);
  return missingAsZero(skipLeadingIdle(scaled)) as Forecaster;
}

function bare(options: ForecasterOptions): Forecaster<never> {
  switch (options.kind) {
    case 'constant':
      return constant as Forecaster<never>;
    case 'moving-average':
      return movingAverage(options.window) as Forecaster<never>;
    case 'seasonal-naive':
      return seasonalNaive(options.period) as Forecaster<never>;
    case 'ets':
      return ets(options) as Forecaster<never>;
    case 'kalman':
      return kalman({ ...KALMAN_DEFAULTS, ...options }) as Forecaster<never>;
    case 'arima':
      return arima({ window: options.window, refit: false, logWhenFlat: false }) as Forecaster<never>;
    case 'prophet':
      return prophet({ window: options.window, step_s: options.step_s, asksAt: 'next' }) as Forecaster<never>;
  }
}
