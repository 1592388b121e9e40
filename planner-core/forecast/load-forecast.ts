/** The forecast of a load: requests, prompt length and output length of an interval, each with a forecaster of its own. */
import type { Forecaster, Prediction } from './forecaster.js';

/** Requests of an interval and their mean lengths in tokens. */
export interface Load {
  readonly requests: number;
  readonly isl: number;
  readonly osl: number;
}

/** The states of the three forecasters. */
export interface LoadForecastState {
  readonly requests: unknown;
  readonly isl: unknown;
  readonly osl: unknown;
  /** Lengths last seen under traffic, to carry through idle intervals. */
  readonly shape?: { readonly isl?: number; readonly osl?: number };
}

/** A forecaster of loads; both calls are pure. */
export interface LoadForecast {
  readonly initialState: LoadForecastState;
  /** Takes an interval; NaN lengths are those of an interval without requests. */
  observe(state: LoadForecastState, load: Load): LoadForecastState;
  predict(state: LoadForecastState, stepsAhead?: number): LoadPrediction;
  /** The state after past loads, oldest first, ready for live traffic. */
  warmUp(loads: readonly Load[]): LoadForecastState;
}

/** What is expected of an interval to come, and the state that remembers it. */
export interface LoadPrediction {
  readonly state: LoadForecastState;
  readonly requests: Prediction;
  readonly isl: Prediction;
  readonly osl: Prediction;
}

/**
 * `carryShape`: an idle interval has no mean lengths; the last ones are carried forward, so that the forecasters keep
 * step without learning lengths of 0.
 */
export function loadForecast(forecaster: Forecaster, { carryShape }: { readonly carryShape: boolean }): LoadForecast {
  const { initialState, observe } = forecaster;
  const rest = (state: unknown) => forecaster.awaitTraffic?.(state) ?? state;
  const initial = { requests: initialState, isl: initialState, osl: initialState };
  const forecast: LoadForecast = {
    initialState: initial,
    observe: (state, load) => {
      const lengths = carryShape ? carried(state, load) : { isl: load.isl, osl: load.osl };
      const keep = carryShape && load.requests > 0 ? { shape: finiteShape(state, load) } : {};
      return {
        ...state,
        ...keep,
        requests: observe(state.requests, load.requests),
        isl: carryShape && !Number.isFinite(lengths.isl) ? state.isl : observe(state.isl, lengths.isl),
        osl: carryShape && !Number.isFinite(lengths.osl) ? state.osl : observe(state.osl, lengths.osl),
      };
    },
    predict: (state, stepsAhead) => {
      const requests = forecaster.predict(state.requests, stepsAhead);
      const isl = forecaster.predict(state.isl, stepsAhead);
      const osl = forecaster.predict(state.osl, stepsAhead);
      return {
        state: { ...state, requests: requests.state, isl: isl.state, osl: osl.state },
        requests: requests.prediction,
        isl: isl.prediction,
        osl: osl.prediction,
      };
    },
    warmUp: (loads) => {
      const { requests, isl, osl } = loads.reduce<LoadForecastState>(forecast.observe, initial);
      return { requests: rest(requests), isl: rest(isl), osl: rest(osl) };
    },
  };
  return forecast;
}

function carried({ shape }: LoadForecastState, load: Load): { isl: number; osl: number } {
  if (load.requests !== 0 || !shape) return { isl: load.isl, osl: load.osl };
  return { isl: shape.isl ?? 0, osl: shape.osl ?? 0 };
}

function finiteShape({ shape }: LoadForecastState, { isl, osl }: Load): { isl?: number; osl?: number } {
  return { ...shape, ...(Number.isFinite(isl) && { isl }), ...(Number.isFinite(osl) && { osl }) };
}
