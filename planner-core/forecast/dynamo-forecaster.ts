/** Dynamo's load predictors, release by release. */
import { arima } from './arima/index.js';
import { constant } from './constant.js';
import { log1pScale, missingAsZero, neverNegative, skipLeadingIdle } from './decorate.js';
import type { Forecaster } from './forecaster.js';
import { type KalmanOptions, kalman } from './kalman.js';
import { prophet } from './prophet/index.js';

/** The predictors by the names of Dynamo's configuration. */
export type DynamoPredictor = 'constant' | 'arima' | 'kalman' | 'prophet';
/** Releases whose predictors differ or are asked for by number. */
export type PredictorRelease = '0.4.0' | '0.4.1' | '0.5.0' | '0.5.1' | '1.0.2' | '1.4.2' | '1.6.1';

/** Which predictor, and its settings. */
export interface DynamoForecastOptions {
  readonly predictor: DynamoPredictor;
  readonly log1p: boolean;
  /** Intervals kept by `prophet`, and by `arima` before 1.0. */
  readonly prophetWindow: number;
  readonly kalman: KalmanOptions;
}

/** What the releases do differently. */
interface PredictorRules {
  readonly skipsIdle: boolean;
  readonly neverNegative: boolean;
  /** `kalman` gives the last value until it has its least number of points. */
  readonly kalmanWaits: boolean;
  /** `arima` is fitted anew each time over a window, instead of once and then updated. */
  readonly arimaRefits: boolean;
  /** `arima` foretells 0 for a series that does not change. */
  readonly flatIsZero: boolean;
  /** What `prophet` takes for the time between values, and for the time it is asked about. */
  readonly prophetClock: 'seconds' | 'mixed' | 'intervals';
}

const SEED: PredictorRules = {
  skipsIdle: true,
  neverNegative: false,
  kalmanWaits: false,
  arimaRefits: true,
  flatIsZero: false,
  prophetClock: 'seconds',
};
const CURRENT: PredictorRules = {
  skipsIdle: true,
  neverNegative: true,
  kalmanWaits: true,
  arimaRefits: false,
  flatIsZero: false,
  prophetClock: 'intervals',
};
const RULES: Readonly<Record<PredictorRelease, PredictorRules>> = {
  '0.4.0': { ...SEED, skipsIdle: false, flatIsZero: true },
  '0.4.1': { ...SEED, skipsIdle: false, flatIsZero: true },
  '0.5.0': SEED,
  '0.5.1': SEED,
  '1.0.2': { ...CURRENT, neverNegative: false, kalmanWaits: false, prophetClock: 'mixed' },
  '1.4.2': CURRENT,
  '1.6.1': CURRENT,
};

/** The predictor as that release has it; `interval_s` is the time between two values. */
export function dynamoForecaster(
  release: PredictorRelease,
  options: DynamoForecastOptions,
  interval_s: number,
): Forecaster {
  const rules = RULES[release];
  const inner = predictor(rules, options, interval_s);
  const floored = rules.neverNegative ? neverNegative(inner) : inner;
  return missingAsZero(rules.skipsIdle ? skipLeadingIdle(floored) : floored) as Forecaster;
}

function predictor(rules: PredictorRules, options: DynamoForecastOptions, interval_s: number): Forecaster {
  const { predictor: name, log1p, prophetWindow } = options;
  switch (name) {
    case 'constant':
      return constant as Forecaster<never> as Forecaster;
    case 'kalman': {
      const filter = kalman({ ...options.kalman, minPoints: rules.kalmanWaits ? options.kalman.minPoints : 0 });
      return (log1p ? log1pScale(filter) : filter) as Forecaster<never> as Forecaster;
    }
    case 'arima': {
      const seed = { window: prophetWindow, refit: true, logWhenFlat: false, flatIsZero: rules.flatIsZero };
      const current = { refit: false, log1p, logWhenFlat: !log1p };
      return arima(rules.arimaRefits ? seed : current) as Forecaster<never> as Forecaster;
    }
    case 'prophet': {
      const step_s = rules.prophetClock === 'seconds' ? 1 : interval_s;
      const asksAt = rules.prophetClock === 'mixed' ? 'step-count-seconds' : 'next';
      const model = prophet({ window: prophetWindow, step_s, asksAt });
      return (log1p ? log1pScale(model) : model) as Forecaster<never> as Forecaster;
    }
  }
}
