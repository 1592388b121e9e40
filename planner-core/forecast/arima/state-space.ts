/**
 * ARIMA's exact likelihood by a Kalman filter, in the state space of statsmodels' SARIMAX: the differences as d leading
 * states (approximately diffuse), then the ARMA process in Harvey's form started from its stationary distribution. The
 * first d errors do not count.
 */
import { type Order, type Parameters, split } from './order.js';

const DIFFUSE_VARIANCE = 1e6;

/** What the filter says of a series. */
export interface Filtered {
  readonly logLikelihood: number;
  /** The value expected next. */
  readonly next: number;
}

/** `undefined` where the model has no stationary start. */
export function filter(values: readonly number[], order: Order, parameters: Parameters): Filtered | undefined {
  const system = systemOf(order, parameters);
  const { size, d } = system;
  const start = initialState(system);
  if (!start) return undefined;
  const { mean, variance } = start;
  const gain = new Float64Array(size);
  let logLikelihood = 0;
  for (let t = 0; t < values.length; t++) {
    let expected = 0;
    for (let i = 0; i <= d; i++) expected += mean[i]!;
    let errorVariance = 0;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j <= d; j++) sum += variance[i * size + j]!;
      gain[i] = sum;
      if (i <= d) errorVariance += sum;
    }
    if (!(errorVariance > 0)) return undefined;
    const error = values[t]! - expected;
    if (t >= d) logLikelihood -= 0.5 * (Math.log(2 * Math.PI * errorVariance) + (error * error) / errorVariance);
    for (let i = 0; i < size; i++) {
      mean[i]! += (gain[i]! * error) / errorVariance;
      for (let j = 0; j < size; j++) variance[i * size + j]! -= (gain[i]! * gain[j]!) / errorVariance;
    }
    advance(system, mean, variance);
  }
  let next = 0;
  for (let i = 0; i <= d; i++) next += mean[i]!;
  return { logLikelihood, next };
}

interface System {
  readonly size: number;
  readonly d: number;
  readonly intercept: number;
  readonly ar: readonly number[];
  /** Loadings of a shock on the ARMA states. */
  readonly shock: readonly number[];
  readonly variance: number;
  /** Work space. */
  readonly scratch: Float64Array;
}

function systemOf(order: Order, parameters: Parameters): System {
  const { intercept, ar, ma, variance } = split(order, parameters);
  const states = Math.max(order.p, order.q + 1);
  const pad = (values: readonly number[], length: number) => [
    ...values,
    ...new Array<number>(length - values.length).fill(0),
  ];
  const size = order.d + states;
  return {
    size,
    d: order.d,
    intercept,
    ar: pad(ar, states),
    shock: pad([1, ...ma], states),
    variance,
    scratch: new Float64Array(size * size),
  };
}

/** mean ← T·mean + c; variance ← T·variance·Tᵀ + R·Q·Rᵀ. */
function advance(system: System, mean: Float64Array, variance: Float64Array): void {
  const { size, d, shock, scratch } = system;
  applyTransition(system, mean, 0, 1);
  mean[d]! += system.intercept;
  for (let column = 0; column < size; column++) applyTransition(system, variance, column, size);
  scratch.set(variance);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) variance[i * size + j] = scratch[j * size + i]!;
  for (let column = 0; column < size; column++) applyTransition(system, variance, column, size);
  for (let i = 0; i < shock.length; i++) {
    for (let j = 0; j < shock.length; j++) variance[(d + i) * size + d + j]! += shock[i]! * shock[j]! * system.variance;
  }
}

/** T times a vector in place: each difference takes in those after it and the ARMA value; the ARMA states shift. */
function applyTransition({ size, d, ar }: System, vector: Float64Array, offset: number, stride: number): void {
  const first = vector[offset + d * stride]!;
  for (let i = 0; i < d; i++) {
    let sum = first;
    for (let j = i; j < d; j++) sum += vector[offset + j * stride]!;
    vector[offset + i * stride] = sum;
  }
  for (let i = d; i < size; i++) {
    const above = i + 1 < size ? vector[offset + (i + 1) * stride]! : 0;
    vector[offset + i * stride] = ar[i - d]! * first + above;
  }
}

/** Diffuse differences; the ARMA part's stationary mean and variance. */
function initialState(system: System): { mean: Float64Array; variance: Float64Array } | undefined {
  const { size, d, ar, intercept } = system;
  const mean = new Float64Array(size);
  const variance = new Float64Array(size * size);
  for (let i = 0; i < d; i++) variance[i * size + i] = DIFFUSE_VARIANCE;
  const level = intercept / (1 - ar.reduce((sum, value) => sum + value, 0));
  let tail = 0;
  for (let i = ar.length - 1; i >= 0; i--) {
    tail = i === 0 ? level : ar[i]! * level + tail;
    mean[d + i] = tail;
  }
  const stationary = stationaryVariance(system);
  if (!stationary || !Number.isFinite(level)) return undefined;
  const states = ar.length;
  for (let i = 0; i < states; i++) {
    for (let j = 0; j < states; j++) variance[(d + i) * size + d + j] = stationary[i * states + j]!;
  }
  return { mean, variance };
}

const MOST_DOUBLINGS = 60;

/** Σ Tᵏ·V·Tᵏᵀ by doubling; `undefined` where it does not converge. */
function stationaryVariance({ ar, shock, variance }: System): Float64Array | undefined {
  const n = ar.length;
  const total = new Float64Array(n * n);
  let power = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    power[i * n] = ar[i]!;
    if (i + 1 < n) power[i * n + i + 1]! += 1;
    for (let j = 0; j < n; j++) total[i * n + j] = shock[i]! * shock[j]! * variance;
  }
  for (let round = 0; round < MOST_DOUBLINGS; round++) {
    const added = multiply(multiply(power, total, n), transpose(power, n), n);
    let [change, size] = [0, 0];
    for (let i = 0; i < n * n; i++) {
      change = Math.max(change, Math.abs(added[i]!));
      total[i]! += added[i]!;
      size = Math.max(size, Math.abs(total[i]!));
    }
    if (!Number.isFinite(size)) return undefined;
    if (change <= 1e-17 * size) return total;
    power = multiply(power, power, n);
  }
  return undefined;
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor !== 0) for (let j = 0; j < n; j++) product[i * n + j]! += factor * b[k * n + j]!;
    }
  }
  return product;
}

function transpose(a: Float64Array, n: number): Float64Array {
  const turned = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) turned[j * n + i] = a[i * n + j]!;
  return turned;
}
