/**
 * Exponential smoothing with additive errors: level, optional trend (damped or not), optional additive season
 * (Holt–Winters). Smoothing parameters minimise the squared one-step errors over the window; the form is the one with the
 * least AICc (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, ch. 8).
 */
import { minimise } from '../optimise/nelder-mead.js';
import type { Forecaster } from './forecaster.js';

/** How much is smoothed over, and its season. */
export interface EtsOptions {
  /** How many past values are smoothed over. */
  readonly window: number;
  /** Intervals of one season; no season where absent. */
  readonly period?: number;
}

interface Form {
  readonly trend: 'none' | 'additive' | 'damped';
  readonly period: number;
}

interface Smoothed {
  readonly squaredError: number;
  readonly level: number;
  readonly trend: number;
  readonly damping: number;
  readonly season: readonly number[];
}

const LEAST_VALUES = 5;

/** The forecaster; with fewer than five values the last value. */
export function ets(options: EtsOptions): Forecaster<readonly number[]> {
  return {
    name: 'ets',
    initialState: [],
    observe: (values, value) => [...values, value].slice(-options.window),
    predict: (values, stepsAhead = 1) => {
      const point = values.length < LEAST_VALUES ? (values.at(-1) ?? 0) : ahead(bestFit(values, options), stepsAhead);
      return { state: values, prediction: { point, scale: 'plain' } };
    },
  };
}

function ahead({ level, trend, damping, season }: Smoothed, steps: number): number {
  let sum = 0;
  for (let step = 1; step <= steps; step++) sum += damping ** step;
  return level + trend * sum + (season.length > 0 ? season[(steps - 1) % season.length]! : 0);
}

function bestFit(values: readonly number[], { period }: EtsOptions): Smoothed {
  const seasons = period !== undefined && values.length >= 2 * period + LEAST_VALUES ? [0, period] : [0];
  let best: { readonly criterion: number; readonly fit: Smoothed } | undefined;
  for (const season of seasons) {
    for (const trend of ['none', 'additive', 'damped'] as const) {
      const form = { trend, period: season };
      const fit = fitForm(values, form);
      const criterion = aicc(fit.squaredError, values.length, parameterCount(form));
      if (!best || criterion < best.criterion) best = { criterion, fit };
    }
  }
  return best!.fit;
}

function parameterCount({ trend, period }: Form): number {
  const trendParameters = { none: 0, additive: 2, damped: 3 }[trend];
  return 3 + trendParameters + (period > 0 ? 1 + period : 0);
}

function aicc(squaredError: number, n: number, k: number): number {
  if (n - k - 1 <= 0) return Number.POSITIVE_INFINITY;
  return n * Math.log(Math.max(squaredError / n, Number.MIN_VALUE)) + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
}

/** α, β ≤ α, φ, γ ≤ 1 − α, each through a logistic curve so that the search is free. */
function fitForm(values: readonly number[], form: Form): Smoothed {
  const size = 1 + { none: 0, additive: 1, damped: 2 }[form.trend] + (form.period > 0 ? 1 : 0);
  const cost = (free: readonly number[]) => smooth(values, form, free).squaredError;
  const { at } = minimise(cost, new Array<number>(size).fill(0), { step: 1, evaluations: 60 * size });
  return smooth(values, form, at);
}

function smooth(values: readonly number[], form: Form, free: readonly number[]): Smoothed {
  const share = free.map((value) => 1 / (1 + Math.exp(-value)));
  const alpha = share[0]!;
  const beta = form.trend === 'none' ? 0 : alpha * share[1]!;
  const damping = form.trend === 'damped' ? 0.8 + 0.18 * share[2]! : 1;
  const gamma = form.period > 0 ? (1 - alpha) * share.at(-1)! : 0;
  const first = Math.max(1, form.period);
  let level = values.slice(0, first).reduce((sum, value) => sum + value, 0) / first;
  let trend = form.trend === 'none' ? 0 : startTrend(values, first);
  const season = form.period > 0 ? values.slice(0, form.period).map((value) => value - level) : [];
  let squaredError = 0;
  for (let i = first; i < values.length; i++) {
    const seasonal = season.shift() ?? 0;
    const error = values[i]! - (level + damping * trend + seasonal);
    squaredError += error * error;
    level += damping * trend + alpha * error;
    trend = damping * trend + beta * error;
    if (form.period > 0) season.push(seasonal + gamma * error);
  }
  return { squaredError, level, trend, damping, season };
}

function startTrend(values: readonly number[], season: number): number {
  const second = values.slice(season, 2 * season);
  const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
  return (mean(second) - mean(values.slice(0, season))) / season;
}
