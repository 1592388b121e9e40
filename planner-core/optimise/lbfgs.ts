/**
 * Limited-memory BFGS without bounds, step for step as L-BFGS-B 3.0 does it: ten pairs, Moré–Thuente steps, and gradients
 * by forward differences. A search that is cut off after a few iterations so ends where scipy's would.
 */
import { lineSearch } from './line-search.js';

/** When to stop, and how finely slopes are measured. */
export interface LbfgsOptions {
  readonly iterations: number;
  /** Step of the forward differences. */
  readonly difference: number;
}

const PAIRS = 10;
const GRADIENT_TOLERANCE = 1e-5;
const RELATIVE_DECREASE = 1e7 * Number.EPSILON;
const LARGEST_STEP = 1e10;

interface Pair {
  readonly s: readonly number[];
  readonly y: readonly number[];
  readonly sy: number;
}

interface Point {
  readonly x: readonly number[];
  readonly value: number;
  readonly gradient: readonly number[];
}

/** The point where the search ends; `cost` may answer infinity. */
export function lbfgs(
  cost: (x: readonly number[]) => number,
  start: readonly number[],
  { iterations, difference }: LbfgsOptions,
): readonly number[] {
  const at = (x: readonly number[]): Point => {
    const value = cost(x);
    const gradient = x.map((xi, i) => {
      const moved = xi + difference;
      return (cost(x.map((other, j) => (i === j ? moved : other))) - value) / (moved - xi);
    });
    return { x, value, gradient };
  };
  let here = at(start);
  let pairs: Pair[] = [];
  let iteration = 0;
  while (iteration < iterations && largest(here.gradient) > GRADIENT_TOLERANCE) {
    const direction = descent(here.gradient, pairs);
    const next = search(at, here, direction, iteration === 0);
    if (!next) {
      if (pairs.length === 0) break;
      pairs = [];
      continue;
    }
    iteration++;
    const before = here;
    here = next.point;
    const scale = Math.max(Math.abs(before.value), Math.abs(here.value), 1);
    if (before.value - here.value <= RELATIVE_DECREASE * scale) break;
    pairs = withPair(pairs, before, here, next.step, direction);
  }
  return here.x;
}

function search(at: (x: readonly number[]) => Point, here: Point, direction: readonly number[], first: boolean) {
  const slope = dot(here.gradient, direction);
  if (!(slope < 0)) return undefined;
  const firstStep = first ? Math.min(1 / Math.sqrt(dot(direction, direction)), LARGEST_STEP) : 1;
  let last: Point = here;
  const along = (step: number) => {
    last = at(here.x.map((x, i) => x + step * direction[i]!));
    return { value: last.value, slope: dot(last.gradient, direction) };
  };
  const step = lineSearch(along, { value: here.value, slope }, firstStep, LARGEST_STEP);
  return step === undefined ? undefined : { step, point: last };
}

function withPair(pairs: Pair[], before: Point, here: Point, step: number, direction: readonly number[]): Pair[] {
  const s = direction.map((value) => value * step);
  const y = here.gradient.map((value, i) => value - before.gradient[i]!);
  const sy = dot(s, y);
  if (sy <= Number.EPSILON * -dot(before.gradient, direction) * step) return pairs;
  return [...pairs, { s, y, sy }].slice(-PAIRS);
}

/** −H·g by the two-loop recursion, H scaled by the newest pair. */
function descent(gradient: readonly number[], pairs: readonly Pair[]): number[] {
  let q = gradient.map((value) => -value);
  const weights: number[] = [];
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, sy } = pairs[k]!;
    const weight = dot(s, q) / sy;
    weights[k] = weight;
    q = q.map((value, i) => value - weight * y[i]!);
  }
  const newest = pairs.at(-1);
  if (newest) q = q.map((value) => (value * newest.sy) / dot(newest.y, newest.y));
  pairs.forEach(({ s, y, sy }, k) => {
    const weight = weights[k]! - dot(y, q) / sy;
    q = q.map((value, i) => value + weight * s[i]!);
  });
  return q;
}

function largest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
