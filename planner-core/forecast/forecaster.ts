/** The one interface of every forecaster, and what it answers. State is plain data; both calls are pure. */

/** What a forecaster expects of a value to come. */
export interface Prediction {
  /** The value expected; the middle of the interval on the prediction's scale. */
  readonly point: number;
  /** Standard error on the prediction's scale; `undefined` before there are errors to judge by. */
  readonly spread?: number;
  /** Where the error is symmetric: in the value itself, or in log(1 + value). */
  readonly scale: 'plain' | 'log1p';
}

/** Fed one value an interval, asked for a value to come. */
export interface Forecaster<State = unknown> {
  readonly name: string;
  readonly initialState: State;
  /** Takes the latest value. */
  observe(state: State, value: number): State;
  /**
   * The value `stepsAhead` intervals after the last one (1 where not told). The state that comes back remembers what
   * was fitted and what was foretold; a caller that drops it loses speed and the interval, not the point.
   */
  predict(state: State, stepsAhead?: number): { readonly state: State; readonly prediction: Prediction };
  /** After a warm-up: what was learnt stays, and idle time before live traffic is left out again. */
  awaitTraffic?(state: State): State;
}

/** The state after a past series, oldest value first, ready for live traffic. */
export function warmUp<State>(forecaster: Forecaster<State>, series: readonly number[]): State {
  const warm = series.reduce((state, value) => forecaster.observe(state, value), forecaster.initialState);
  return forecaster.awaitTraffic?.(warm) ?? warm;
}

/**
 * The value that the coming one stays below with this probability (between 0 and 1, ends excluded), never negative; the
 * point itself while the spread is unknown. Normal on the prediction's scale.
 */
export function quantile({ point, spread = 0, scale }: Prediction, probability: number): number {
  const shift = spread * normalQuantile(probability);
  if (shift === 0) return Math.max(0, point);
  const value = scale === 'log1p' ? Math.expm1(Math.log1p(Math.max(0, point)) + shift) : point + shift;
  return Math.max(0, value);
}

const CENTRE = [
  -39.6968302866538, 220.946098424521, -275.928510446969, 138.357751867269, -30.6647980661472, 2.50662827745924,
];
const CENTRE_BELOW = [-54.4760987982241, 161.585836858041, -155.698979859887, 66.8013118877197, -13.2806815528857, 1];
const TAIL = [
  -0.00778489400243029, -0.322396458041136, -2.40075827716184, -2.54973253934373, 4.37466414146497, 2.93816398269878,
];
const TAIL_BELOW = [0.00778469570904146, 0.32246712907004, 2.445134137143, 3.75440866190742, 1];
const TAIL_FROM = 0.02425;

/** Quantile of the standard normal; P. J. Acklam's rational approximation, relative error below 1.2e-9. */
export function normalQuantile(probability: number): number {
  if (probability < TAIL_FROM) return tail(probability);
  if (probability > 1 - TAIL_FROM) return -tail(1 - probability);
  const q = probability - 0.5;
  return (polynomial(CENTRE, q * q) * q) / polynomial(CENTRE_BELOW, q * q);
}

function tail(probability: number): number {
  const q = Math.sqrt(-2 * Math.log(probability));
  return polynomial(TAIL, q) / polynomial(TAIL_BELOW, q);
}

/** Horner's rule, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
