/** An ARIMA model's shape and parameters, and the transforms that keep it stationary and invertible. */

/** Lags (`p`), differences (`d`) and shocks (`q`), and whether there is an intercept. */
export interface Order {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly intercept: boolean;
}

/** Parameters in a row: intercept (where there is one), AR, MA, variance of the shocks. */
export type Parameters = readonly number[];

/** Parameters by what they are for. */
export interface Split {
  readonly intercept: number;
  readonly ar: readonly number[];
  readonly ma: readonly number[];
  readonly variance: number;
}

/** Tells parameters in a row apart. */
export function split({ p, q, intercept }: Order, parameters: Parameters): Split {
  const start = intercept ? 1 : 0;
  return {
    intercept: intercept ? parameters[0]! : 0,
    ar: parameters.slice(start, start + p),
    ma: parameters.slice(start + p, start + p + q),
    variance: parameters[start + p + q]!,
  };
}

/** Parameters of a model, the variance among them. */
export function parameterCount({ p, q, intercept }: Order): number {
  return p + q + (intercept ? 1 : 0) + 1;
}

function join({ intercept }: Order, { intercept: c, ar, ma, variance }: Split): Parameters {
  return [...(intercept ? [c] : []), ...ar, ...ma, variance];
}

/** From what an optimiser may choose freely to a stationary, invertible model (Monahan 1984); variance by its root. */
export function constrain(order: Order, free: Parameters): Parameters {
  const { intercept, ar, ma, variance } = split(order, free);
  return join(order, {
    intercept,
    ar: fromPartial(ar),
    ma: fromPartial(ma).map((value) => -value),
    variance: variance * variance,
  });
}

/** The inverse of {@link constrain}. */
export function unconstrain(order: Order, parameters: Parameters): Parameters {
  const { intercept, ar, ma, variance } = split(order, parameters);
  return join(order, {
    intercept,
    ar: toPartial(ar),
    ma: toPartial(ma.map((value) => -value)),
    variance: Math.sqrt(variance),
  });
}

/** Coefficients from partial autocorrelations x/√(1+x²), by Levinson's recursion. */
function fromPartial(free: readonly number[]): number[] {
  let row: number[] = [];
  for (const value of free) {
    const partial = value / Math.sqrt(1 + value * value);
    row = [...row.map((y, i) => y + partial * row[row.length - 1 - i]!), partial];
  }
  return row.map((y) => -y);
}

function toPartial(coefficients: readonly number[]): number[] {
  let row = coefficients.map((value) => -value);
  const partials: number[] = [];
  while (row.length > 0) {
    const last = row.at(-1)!;
    partials.unshift(last);
    const length = row.length - 1;
    row = Array.from({ length }, (_, i) => (row[i]! - last * row[length - 1 - i]!) / (1 - last * last));
  }
  return partials.map((partial) => partial / Math.sqrt(1 - partial * partial));
}

/** Largest modulus of an inverse root of 1 − c₁z − … − cₖzᵏ; below 1 the polynomial is stable. */
export function largestInverseRoot(coefficients: readonly number[]): number {
  let size = coefficients.length;
  while (size > 0 && coefficients[size - 1] === 0) size--;
  if (size === 0) return 0;
  return Math.max(...inverseRoots(coefficients.slice(0, size)));
}

/** Moduli of the roots of xᵏ − c₁xᵏ⁻¹ − … − cₖ, by Durand and Kerner's iteration. */
function inverseRoots(coefficients: readonly number[]): number[] {
  const size = coefficients.length;
  const radius = 1 + Math.max(...coefficients.map(Math.abs));
  let roots = Array.from({ length: size }, (_, i) => {
    const angle = (2 * Math.PI * i) / size + 0.4;
    return [(radius * Math.cos(angle)) / 2, (radius * Math.sin(angle)) / 2] as [number, number];
  });
  for (let round = 0; round < 200; round++) {
    let change = 0;
    roots = roots.map((root, i) => {
      let value: [number, number] = [1, 0];
      for (const coefficient of coefficients) value = plus(times(value, root), -coefficient);
      let below: [number, number] = [1, 0];
      roots.forEach((other, j) => {
        if (i !== j) below = times(below, [root[0] - other[0], root[1] - other[1]]);
      });
      const step = over(value, below);
      change = Math.max(change, Math.hypot(...step));
      return [root[0] - step[0], root[1] - step[1]];
    });
    if (change < 1e-13) break;
  }
  return roots.map(([re, im]) => Math.hypot(re, im));
}

function times(a: readonly [number, number], b: readonly [number, number]): [number, number] {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

function plus(a: readonly [number, number], real: number): [number, number] {
  return [a[0] + real, a[1]];
}

function over(a: readonly [number, number], b: readonly [number, number]): [number, number] {
  const square = b[0] * b[0] + b[1] * b[1];
  return square === 0 ? [0, 0] : [(a[0] * b[0] + a[1] * b[1]) / square, (a[1] * b[0] - a[0] * b[1]) / square];
}
