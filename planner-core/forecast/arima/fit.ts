/** Fits one ARIMA model by maximum likelihood, as statsmodels does for pmdarima. */
import { lbfgs } from '../../optimise/lbfgs.js';
import { constrain, type Order, type Parameters, parameterCount, unconstrain } from './order.js';
import { startParameters } from './start.js';
import { filter } from './state-space.js';

/** A fitted model, and what it expects next. */
export interface FittedArima {
  readonly order: Order;
  readonly parameters: Parameters;
  readonly logLikelihood: number;
  /** Akaike's information criterion. */
  readonly aic: number;
  /** The value expected after the series. */
  readonly next: number;
}

const ITERATIONS = 50;
const DIFFERENCE = 1e-5;

/** `undefined` where no start has a likelihood. `start` and `iterations` continue an earlier fit. */
export function fitArima(
  values: readonly number[],
  order: Order,
  { start, iterations = ITERATIONS }: { readonly start?: Parameters; readonly iterations?: number } = {},
): FittedArima | undefined {
  const free = unconstrain(order, start ?? startParameters(values, order));
  if (!free.every(Number.isFinite)) return undefined;
  const cost = (at: readonly number[]) => {
    const likelihood = filter(values, order, constrain(order, at))?.logLikelihood;
    return likelihood === undefined ? Number.POSITIVE_INFINITY : -likelihood / values.length;
  };
  const parameters = constrain(order, lbfgs(cost, free, { iterations, difference: DIFFERENCE }));
  const filtered = filter(values, order, parameters);
  if (!filtered || !Number.isFinite(filtered.logLikelihood)) return undefined;
  return { order, parameters, ...filtered, aic: -2 * filtered.logLikelihood + 2 * parameterCount(order) };
}
