/**
 * Step time as a function of the batch: lines, and a line with one bend. Ordinary least squares is what Dynamo's Python
 * planner fits (scikit-learn's LinearRegression); the non-negative line and the weighted hinge are the fallback of its
 * native model (aiconfigurator's `fpm`).
 */
import type { Sample } from './samples.js';
import { solveLinear } from './solve.js';

/** intercept + Σ slope·x, plus `bend`·max(0, x₀ − knot) where there is one. */
export interface Fit {
  readonly intercept: number;
  readonly slopes: readonly number[];
  readonly knot?: number;
  readonly bend?: number;
}

/** What a fit says at a place. */
export function evaluate({ intercept, slopes, knot, bend }: Fit, x: readonly number[]): number {
  let value = intercept;
  for (let axis = 0; axis < slopes.length; axis++) value += slopes[axis]! * x[axis]!;
  return knot === undefined ? value : value + bend! * Math.max(0, x[0]! - knot);
}

/** The same for one or two features, without a list. */
export function evaluateAt({ intercept, slopes, knot, bend }: Fit, first: number, second: number): number {
  const value = intercept + slopes[0]! * first + (slopes.length > 1 ? slopes[1]! * second : 0);
  return knot === undefined ? value : value + bend! * Math.max(0, first - knot);
}

/** Ordinary least squares of one or two slopes over one sample or more; along a direction without spread the slope is 0. */
export function leastSquares(samples: readonly Sample[]): Fit {
  const dimensions = samples[0]!.x.length;
  const axes = Array.from({ length: dimensions }, (_, axis) => axis);
  const meanX = axes.map((axis) => mean(samples.map(({ x }) => x[axis]!)));
  const meanY = mean(samples.map(({ y }) => y));
  const centred = samples.map(({ x, y }) => ({ x: axes.map((axis) => x[axis]! - meanX[axis]!), y: y - meanY }));
  const product = (a: number, b: number) => centred.reduce((sum, { x }) => sum + x[a]! * x[b]!, 0);
  const matrix = axes.map((a) => axes.map((b) => product(a, b)));
  const right = axes.map((a) => centred.reduce((sum, { x, y }) => sum + x[a]! * y, 0));
  const slopes =
    dimensions === 1 ? [safeDivide(right[0]!, matrix[0]![0]!)] : pseudoSolve(matrix, right, samples.length);
  return { intercept: meanY - axes.reduce((sum, axis) => sum + slopes[axis]! * meanX[axis]!, 0), slopes };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function safeDivide(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : dividend / divisor;
}

/** A symmetric 2 × 2 system by its eigenvectors, those of (numerically) no spread left out. */
function pseudoSolve(matrix: readonly (readonly number[])[], right: readonly number[], rows: number): number[] {
  const [a, b, c] = [matrix[0]![0]!, matrix[0]![1]!, matrix[1]![1]!];
  const angle = 0.5 * Math.atan2(2 * b, a - c);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const large = a * cos * cos + 2 * b * cos * sin + c * sin * sin;
  const small = large === 0 ? 0 : (a * c - b * b) / large;
  const cutoff = (Number.EPSILON * Math.max(rows, 2)) ** 2 * large;
  const along = [cos * right[0]! + sin * right[1]!, cos * right[1]! - sin * right[0]!];
  const [u, v] = [large > 0 ? along[0]! / large : 0, small > cutoff ? along[1]! / small : 0];
  return [cos * u - sin * v, sin * u + cos * v];
}

/** The best line none of whose slopes is negative, found by trying every set of free slopes; none for no samples. */
export function nonNegativeLine(samples: readonly Sample[]): Fit | undefined {
  if (samples.length === 0) return undefined;
  const dimensions = samples[0]!.x.length;
  let best: { readonly error: number; readonly fit: Fit } | undefined;
  for (let mask = 0; mask < 2 ** dimensions; mask++) {
    const free = Array.from({ length: dimensions }, (_, axis) => axis).filter((axis) => mask & (1 << axis));
    const fit = lineWithFree(samples, dimensions, free);
    if (!fit) continue;
    const error = samples.reduce((sum, { x, y }) => sum + (evaluate(fit, x) - y) ** 2, 0);
    if (Number.isFinite(error) && (!best || error < best.error)) best = { error, fit };
  }
  const hasSignal = best?.fit.slopes.some((slope) => slope > 0) ?? false;
  return hasSignal || samples.length <= dimensions ? best?.fit : undefined;
}

function lineWithFree(samples: readonly Sample[], dimensions: number, free: readonly number[]): Fit | undefined {
  const solution = weightedSolve(
    samples.map(({ x, y }) => ({ row: [1, ...free.map((axis) => x[axis]!)], y, weight: 1 })),
  );
  if (!solution?.every(Number.isFinite) || solution.slice(1).some((slope) => slope < 0)) return undefined;
  const slopes = new Array<number>(dimensions).fill(0);
  free.forEach((axis, i) => {
    slopes[axis] = solution[i + 1]!;
  });
  return { intercept: solution[0]!, slopes };
}

/** Relative errors count alike, but nothing below 25 ms counts for more than at 25 ms. */
const WEIGHT_FLOOR_MS = 25;
const SLOPE_TOLERANCE = 1e-6;

/** One slope with one bend, least squares of relative errors; the bend is tried at quantiles and at even log distances. */
export function weightedHinge(samples: readonly Sample[]): Fit | undefined {
  let best: { readonly error: number; readonly fit: Fit } | undefined;
  for (const knot of knotCandidates(samples.map(({ x }) => x[0]!))) {
    const fit = hingeAt(samples, knot);
    if (!fit) continue;
    const error = samples.reduce((sum, { x, y }) => sum + ((evaluate(fit, x) - y) * relativeWeight(y)) ** 2, 0);
    if (!best || error < best.error) best = { error, fit };
  }
  return best?.fit;
}

function hingeAt(samples: readonly Sample[], knot: number): Fit | undefined {
  const solution = weightedSolve(
    samples.map(({ x, y }) => ({ row: [1, x[0]!, Math.max(0, x[0]! - knot)], y, weight: relativeWeight(y) })),
  );
  if (!solution?.every(Number.isFinite)) return undefined;
  const [intercept, left, bend] = solution as [number, number, number];
  if (left < -SLOPE_TOLERANCE || left + bend < -SLOPE_TOLERANCE) return undefined;
  const slope = Math.max(0, left);
  return { intercept, slopes: [slope], knot, bend: Math.max(0, left + bend) - slope };
}

function relativeWeight(y_ms: number): number {
  return 1 / Math.max(y_ms, WEIGHT_FLOOR_MS);
}

function knotCandidates(values: readonly number[]): number[] {
  const xs = [...new Set(values.filter(Number.isFinite))].sort((a, b) => a - b);
  if (xs.length < 3) return [];
  const [low, high] = [xs[0]!, xs.at(-1)!];
  const candidates = [1, 2, 3, 4].map((fifth) => xs[Math.floor((fifth * (xs.length - 1)) / 5)]!);
  if (low > 0) {
    for (let i = 1; i <= 8; i++) candidates.push(Math.exp(Math.log(low) + (i / 9) * (Math.log(high) - Math.log(low))));
  }
  const inside = candidates.filter((knot) => knot > low && knot < high).sort((a, b) => a - b);
  return inside.filter((knot, i) => i === 0 || knot - inside[i - 1]! > Math.max(knot, 1) * 1e-9);
}

interface WeightedRow {
  readonly row: readonly number[];
  readonly y: number;
  readonly weight: number;
}

/** Weighted least squares by the normal equations; with a trace of ridge where they are singular. */
function weightedSolve(rows: readonly WeightedRow[]): number[] | undefined {
  const size = rows[0]?.row.length ?? 0;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const right = new Array<number>(size).fill(0);
  for (const { row, y, weight } of rows) {
    for (let i = 0; i < size; i++) {
      right[i]! += row[i]! * weight * y * weight;
      for (let j = 0; j < size; j++) matrix[i]![j]! += row[i]! * weight * row[j]! * weight;
    }
  }
  const solution = solveLinear(matrix, right);
  if (solution) return solution;
  const ridge =
    Math.max(
      1,
      matrix.reduce((sum, row, i) => sum + Math.abs(row[i]!), 0),
    ) * 1e-9;
  return solveLinear(
    matrix.map((row, i) => row.map((value, j) => (i === j && i > 0 ? value + ridge : value))),
    right,
  );
}
