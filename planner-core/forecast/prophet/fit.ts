/** Fits a Prophet trend and its seasons to a series at even steps, and reads a value off at any time. */
import { roundHalfEven } from '../../interpolate/index.js';
import { newtonMaximise } from '../../optimise/newton.js';
import { expected, logDensity, type ProphetData } from './posterior.js';

const MOST_CHANGES = 25;
const CHANGE_RANGE = 0.8;
const ITERATIONS = 10_000;
const DAY_S = 86_400;

/** A season of Prophet's automatic ones: used once the history spans two of them. */
interface Season {
  readonly period_s: number;
  readonly order: number;
}

const SEASONS: readonly Season[] = [
  { period_s: 365.25 * DAY_S, order: 10 },
  { period_s: 7 * DAY_S, order: 3 },
  { period_s: DAY_S, order: 4 },
];
const YEARLY_SPAN_S = 730 * DAY_S;

/** Reads the fit at a time; seconds, as the series' own. */
export type ProphetFit = (time_s: number) => number;

/** `times_s` ascend at even steps; seasons take their phase from them. At least two values. */
export function fitProphet(times_s: readonly number[], values: readonly number[]): ProphetFit {
  const first = values[0]!;
  if (values.every((value) => value === first)) return () => first;
  const start_s = times_s[0]!;
  const span_s = times_s.at(-1)! - start_s;
  const scale = Math.max(...values.map(Math.abs));
  const seasons = seasonsOf(span_s, times_s[1]! - start_s);
  const data: ProphetData = {
    t: times_s.map((time_s) => (time_s - start_s) / span_s),
    y: values.map((value) => value / scale),
    changeAt: changePoints(values.length).map((i) => (times_s[i]! - start_s) / span_s),
    seasonal: times_s.map((time_s) => features(seasons, time_s)),
  };
  const k = data.y.at(-1)! - data.y[0]!;
  const start = new Float64Array(3 + data.changeAt.length + data.seasonal[0]!.length);
  start[0] = k;
  start[1] = data.y[0]! - k * data.t[0]!;
  const at = newtonMaximise((point) => logDensity(data, point), start, ITERATIONS);
  return (time_s) => scale * expected(data, at, (time_s - start_s) / span_s, features(seasons, time_s));
}

/** Indices spread evenly over the first four fifths, the very first left out. */
function changePoints(count: number): number[] {
  const range = Math.floor(count * CHANGE_RANGE);
  const changes = Math.min(MOST_CHANGES, range - 1);
  return Array.from({ length: Math.max(0, changes) }, (_, i) => roundHalfEven(((i + 1) * (range - 1)) / changes));
}

function seasonsOf(span_s: number, step_s: number): Season[] {
  return SEASONS.filter(({ period_s }, i) => {
    const enough = i === 0 ? span_s >= YEARLY_SPAN_S : span_s >= 2 * period_s;
    return enough && (i === 0 || step_s < period_s);
  });
}

function features(seasons: readonly Season[], time_s: number): number[] {
  return seasons.flatMap(({ period_s, order }) =>
    Array.from({ length: order }, (_, i) => {
      const angle = (2 * Math.PI * (i + 1) * time_s) / period_s;
      return [Math.sin(angle), Math.cos(angle)];
    }).flat(),
  );
}
