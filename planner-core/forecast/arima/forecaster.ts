/** ARIMA as Dynamo uses it: an order chosen automatically, then either fitted anew each time or carried along. */
import type { Forecaster } from '../forecaster.js';
import { type FittedArima, fitArima } from './fit.js';
import type { Order, Parameters } from './order.js';
import { isConstant, selectArima } from './select.js';

/** How a series is kept, scaled and fitted. */
export interface ArimaOptions {
  /** Values kept; all where absent. */
  readonly window?: number;
  /** Choose the order and fit anew for every forecast, instead of once and then with a few steps an interval. */
  readonly refit: boolean;
  /** Fit log(1 + value). */
  readonly log1p?: boolean;
  /** Where the order found has no lags, try again on log(1 + value). */
  readonly logWhenFlat: boolean;
  /** Foretell 0 for a series that does not change: pmdarima's answer, which later releases correct. */
  readonly flatIsZero?: boolean;
}

/** The values seen, and the model that is carried along. */
export interface ArimaState {
  readonly values: readonly number[];
  readonly model?: {
    readonly order: Order;
    readonly parameters: Parameters;
    readonly log1p: boolean;
    readonly seen: number;
  };
}

const LEAST_VALUES = 5;
const UPDATE_ITERATIONS = 5;

/** The forecaster; with fewer than five values, and where nothing can be fitted, the last value. */
export function arima(options: ArimaOptions): Forecaster<ArimaState> {
  return {
    name: 'arima',
    initialState: { values: [] },
    observe: (state, value) => {
      const values = [...state.values, options.refit ? value : Math.max(0, value)];
      return { ...state, values: options.window === undefined ? values : values.slice(-options.window) };
    },
    predict: (state, stepsAhead = 1) => {
      const { state: after, point } = next(state, options);
      if (stepsAhead === 1) return { state: after, prediction: { point, scale: 'plain' } };
      const farther = next({ ...after, values: ahead(after, options, stepsAhead - 1, point) }, options);
      return { state: after, prediction: { point: farther.point, scale: 'plain' } };
    },
  };
}

/** The series continued by its own forecasts. */
function ahead(state: ArimaState, options: ArimaOptions, steps: number, first: number): number[] {
  const values = [...state.values, first];
  for (let i = 1; i < steps; i++) values.push(next({ ...state, values }, options).point);
  return values;
}

function next(state: ArimaState, options: ArimaOptions): { state: ArimaState; point: number } {
  const { values } = state;
  const last = values.at(-1) ?? 0;
  if (values.length < LEAST_VALUES) return { state, point: last };
  if (isConstant(values)) return { state, point: options.flatIsZero ? 0 : last };
  const fitted = state.model && !options.refit ? carried(values, state.model) : fresh(values, options);
  if (!fitted) return { state, point: last };
  const { fit, log1p } = fitted;
  const point = log1p ? Math.expm1(fit.next) : fit.next;
  const model = { order: fit.order, parameters: fit.parameters, log1p, seen: values.length };
  return { state: options.refit ? state : { ...state, model }, point: options.refit ? point : Math.max(0, point) };
}

interface Scaled {
  readonly fit: FittedArima;
  readonly log1p: boolean;
}

function carried(values: readonly number[], model: NonNullable<ArimaState['model']>): Scaled | undefined {
  const { order, parameters, log1p } = model;
  const series = log1p ? values.map(Math.log1p) : values;
  const fit = fitArima(series, order, {
    start: parameters,
    iterations: values.length === model.seen ? 0 : UPDATE_ITERATIONS,
  });
  return fit && { fit, log1p };
}

function fresh(values: readonly number[], { log1p = false, logWhenFlat }: ArimaOptions): Scaled | undefined {
  const logs = () => selectArima(values.map(Math.log1p));
  const fit = log1p ? logs() : selectArima(values);
  if (!fit) return undefined;
  const isFlat = fit.order.p === 0 && fit.order.q === 0;
  const again = isFlat && logWhenFlat && !log1p ? logs() : undefined;
  return again ? { fit: again, log1p: true } : { fit, log1p };
}
