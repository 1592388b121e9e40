/**
 * Chooses an ARIMA order as pmdarima's `auto_arima` does: differences by the KPSS test, then Hyndman and Khandakar's
 * stepwise search for the least AIC. Models with a root near the unit circle are out.
 */
import { type FittedArima, fitArima } from './fit.js';
import { largestInverseRoot, type Order, split } from './order.js';
import { difference } from './start.js';

const MOST_DIFFERENCES = 2;
const MOST_LAGS = 5;
const MOST_MODELS = 100;
const NEAREST_ROOT = 1 - 1e-2;

/** The best model; `undefined` where none could be fitted. */
export function selectArima(values: readonly number[]): FittedArima | undefined {
  if (isConstant(values)) return fitArima(values, { p: 0, d: 0, q: 0, intercept: false });
  const d = differencesNeeded(values);
  const intercept = d < 2;
  if (isConstant(difference(values, d))) return fitArima(values, { p: 0, d, q: 0, intercept: true });
  return new Stepwise(values, d, intercept).search();
}

/** Whether all values are the same; of no values they are. */
export function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/** Differences until the KPSS test at 5 % no longer finds a unit root, two at most. */
export function differencesNeeded(values: readonly number[]): number {
  let series = values;
  for (let d = 0; d < MOST_DIFFERENCES; d++) {
    if (!hasUnitRoot(series)) return d;
    series = difference(series, 1);
    if (isConstant(series)) return d + 1;
  }
  return MOST_DIFFERENCES;
}

/** The 5 % point of the KPSS statistic around a level. */
const KPSS_CRITICAL = 0.463;

function hasUnitRoot(values: readonly number[]): boolean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const errors = values.map((value) => value - mean);
  let [partial, squares] = [0, 0];
  for (const error of errors) {
    partial += error;
    squares += partial * partial;
  }
  const lags = Math.trunc(4 * (n / 100) ** 0.25);
  let longRun = errors.reduce((sum, error) => sum + error * error, 0) / n;
  for (let lag = 1; lag <= lags; lag++) {
    let product = 0;
    for (let i = lag; i < n; i++) product += errors[i]! * errors[i - lag]!;
    longRun += (2 / n) * product * (1 - lag / (lags + 1));
  }
  return squares / (n * n) / longRun > KPSS_CRITICAL;
}

/** The state of one stepwise search: what was tried, and the best so far. */
class Stepwise {
  private readonly tried = new Map<string, number>();
  private best: FittedArima | undefined;
  private readonly most: number;

  constructor(
    private readonly values: readonly number[],
    private readonly d: number,
    private intercept: boolean,
  ) {
    this.most = Math.min(MOST_LAGS, Math.floor(values.length / 3));
  }

  search(): FittedArima | undefined {
    const first = Math.min(this.values.length < 10 ? 1 : 2, this.most);
    let [p, q] = [first, first];
    this.isBetter(p, q);
    if (this.isBetter(0, 0)) [p, q] = [0, 0];
    if (this.most > 0 && this.isBetter(1, 0)) [p, q] = [1, 0];
    if (this.most > 0 && this.isBetter(0, 1)) [p, q] = [0, 1];
    if (this.intercept && this.isBetter(0, 0, false)) [p, q] = [0, 0];
    let before = 0;
    while (before < this.tried.size && this.tried.size < MOST_MODELS) {
      before = this.tried.size;
      const step = NEIGHBOURS.find(([dp, dq]) => this.reaches(p + dp, q + dq) && this.isBetter(p + dp, q + dq));
      if (step) [p, q] = [p + step[0], q + step[1]];
      else if (this.isBetter(p, q, !this.intercept)) this.intercept = !this.intercept;
    }
    return this.best;
  }

  private reaches(p: number, q: number): boolean {
    return p >= 0 && q >= 0 && p <= this.most && q <= this.most;
  }

  /** Fits a model that was not tried yet; whether it is the best so far. */
  private isBetter(p: number, q: number, intercept = this.intercept): boolean {
    const key = `${p},${q},${intercept}`;
    if (this.tried.has(key)) return false;
    const fit = fitArima(this.values, { p, d: this.d, q, intercept });
    const aic = fit && !isNearUnitRoot(fit.order, fit.parameters) ? fit.aic : Number.POSITIVE_INFINITY;
    this.tried.set(key, aic);
    if (!fit || !Number.isFinite(aic) || (this.best && aic >= this.best.aic)) return false;
    this.best = fit;
    return true;
  }
}

/** Order of the neighbours that are tried: fewer lags first. */
const NEIGHBOURS: readonly (readonly [number, number])[] = [
  [-1, 0],
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, -1],
  [-1, 1],
  [1, -1],
  [1, 1],
];

/** Of a mixed model only the moving-average roots are looked at, as in pmdarima. */
function isNearUnitRoot(order: Order, parameters: readonly number[]): boolean {
  const { ar, ma } = split(order, parameters);
  const root = order.q > 0 ? largestInverseRoot(ma.map((value) => -value)) : largestInverseRoot(ar);
  return root > NEAREST_ROOT;
}
