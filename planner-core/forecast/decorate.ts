/**
 * What every forecaster may have around it: missing values, the idle time before traffic, a logarithmic scale, a floor
 * at zero, and intervals from its own past errors.
 */
import type { Forecaster, Prediction } from './forecaster.js';

/** NaN (an interval without traffic) counts as 0. */
export function missingAsZero<State>(inner: Forecaster<State>): Forecaster<State> {
  return { ...inner, observe: (state, value) => inner.observe(state, Number.isNaN(value) ? 0 : value) };
}

/** State of {@link skipLeadingIdle}. */
export interface IdleSkipState<State> {
  readonly seenTraffic: boolean;
  readonly inner: State;
}

/** Leaves out the zeros before the first traffic. */
export function skipLeadingIdle<State>(inner: Forecaster<State>): Forecaster<IdleSkipState<State>> {
  return {
    name: inner.name,
    initialState: { seenTraffic: false, inner: inner.initialState },
    observe: (state, value) => {
      if (value === 0 && !state.seenTraffic) return state;
      return { seenTraffic: state.seenTraffic || value !== 0, inner: inner.observe(state.inner, value) };
    },
    predict: (state, stepsAhead) => {
      const answer = inner.predict(state.inner, stepsAhead);
      return { state: { ...state, inner: answer.state }, prediction: answer.prediction };
    },
    awaitTraffic: (state) => ({ ...state, seenTraffic: false }),
  };
}

/** Forecasts log(1 + value), which tames spikes and is never negative. */
export function log1pScale<State>(inner: Forecaster<State>): Forecaster<State> {
  return {
    ...inner,
    observe: (state, value) => inner.observe(state, Math.log1p(Math.max(0, value))),
    predict: (state, stepsAhead) => {
      const { state: after, prediction } = inner.predict(state, stepsAhead);
      const point = Math.max(0, Math.expm1(prediction.point));
      return { state: after, prediction: { ...prediction, point, scale: 'log1p' } };
    },
  };
}

/** A load is never below 0. */
export function neverNegative<State>(inner: Forecaster<State>): Forecaster<State> {
  return {
    ...inner,
    predict: (state, stepsAhead) => {
      const { state: after, prediction } = inner.predict(state, stepsAhead);
      return { state: after, prediction: { ...prediction, point: Math.max(0, prediction.point) } };
    },
  };
}

/** State of {@link withErrors}. */
export interface ErrorState<State> {
  readonly inner: State;
  /** What was foretold for the next value, if anything. */
  readonly foretold?: number;
  /** The latest one-step errors, oldest first. */
  readonly errors: readonly number[];
}

const ERRORS_KEPT = 60;
const LEAST_ERRORS = 3;

/**
 * Intervals from the forecaster's own one-step errors: their root mean square is the spread one interval ahead, and it
 * grows with the square root of the distance. Needs no model to be right, only the recent past to be typical.
 */
export function withErrors<State>(inner: Forecaster<State>): Forecaster<ErrorState<State>> {
  return {
    name: inner.name,
    initialState: { inner: inner.initialState, errors: [] },
    observe: ({ inner: before, foretold, errors }, value) => ({
      inner: inner.observe(before, value),
      errors: foretold === undefined ? errors : [...errors, value - foretold].slice(-ERRORS_KEPT),
    }),
    predict: (state, stepsAhead = 1) => {
      const answer = inner.predict(state.inner, stepsAhead);
      const prediction: Prediction = { ...answer.prediction, ...spreadOf(state.errors, stepsAhead) };
      const { foretold, ...rest } = { ...state, inner: answer.state };
      const next = stepsAhead === 1 ? answer.prediction.point : foretold;
      return { state: { ...rest, ...(next !== undefined && { foretold: next }) }, prediction };
    },
  };
}

function spreadOf(errors: readonly number[], stepsAhead: number): { readonly spread?: number } {
  if (errors.length < LEAST_ERRORS) return {};
  const meanSquare = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  return { spread: Math.sqrt(meanSquare * stepsAhead) };
}
