/**
 * The decode surfaces as Dynamo's planner looks them up: Clough–Tocher over (KV usage, context length), evaluated once on
 * a grid of 100 × 100 places (usage 0..1, context 0..longest), filled from the nearest sample outside the hull, and read
 * at the nearest cell.
 */
import type { DecodeMeasurements } from '../profile.js';
import { cloughTocher, type Surface } from './clough-tocher.js';
import type { Point, Triangle } from './geometry.js';
import { roundHalfEven } from './round-half-even.js';
import { triangulate } from './triangulation.js';

const RESOLUTION = 100;

/** ITL and throughput over KV usage and context length, made ready by {@link decodeGrid}. */
export interface DecodeGrid {
  readonly maxKvTokens: number;
  /** Grid axes: KV usage and context tokens. */
  readonly usage: readonly number[];
  readonly context: readonly number[];
  /** Seconds per token, and tokens/s/GPU, by [context cell][usage cell]. */
  readonly itl_s: readonly (readonly number[])[];
  readonly tokensPerSecondPerGpu: readonly (readonly number[])[];
}

/** What the planner learns of a cell. */
export interface DecodePoint {
  readonly tokensPerSecondPerGpu: number;
  readonly itl_s: number;
  readonly kvUsage: number;
}

/** A study plays one profile many times, and the grid is a good part of a short run. */
const known = new WeakMap<DecodeMeasurements, DecodeGrid>();

/** Precomputes the grid. `triangles`: point indices to use instead of our own Delaunay triangulation. */
export function decodeGrid(decode: DecodeMeasurements, triangles?: readonly Triangle[]): DecodeGrid {
  if (triangles) return evaluateGrid(decode, triangles);
  const grid = known.get(decode) ?? evaluateGrid(decode, triangles);
  known.set(decode, grid);
  return grid;
}

function evaluateGrid(decode: DecodeMeasurements, triangles: readonly Triangle[] | undefined): DecodeGrid {
  const points = decode.kvUsage.map((x, i) => ({ x, y: decode.contextTokens[i]! }));
  const triangulation = triangulate(points, triangles);
  const usage = linspace(1);
  const context = linspace(Math.max(...decode.contextTokens));
  const surface = (values: readonly number[]) =>
    evaluate(cloughTocher(triangulation, values), points, values, usage, context);
  return {
    maxKvTokens: decode.maxKvTokens,
    usage,
    context,
    itl_s: surface(decode.itlMs).map((row) => row.map((ms) => ms / 1000)),
    tokensPerSecondPerGpu: surface(decode.tokensPerSecondPerGpu),
  };
}

/** Cell of a place: [context cell, usage cell]. Throws a RangeError where Python's int() would: for a NaN. */
export function decodeCell(grid: DecodeGrid, concurrency: number, contextTokens: number): [number, number] {
  const usage = (concurrency * contextTokens) / grid.maxKvTokens;
  return [cellOf(grid.context, contextTokens), cellOf(grid.usage, usage)];
}

/** ITL at this many concurrent requests of this context, in seconds. */
export function itlAt(grid: DecodeGrid, concurrency: number, contextTokens: number): number {
  const [row, column] = decodeCell(grid, concurrency, contextTokens);
  return grid.itl_s[row]![column]!;
}

/** Throughput at this many concurrent requests of this context. */
export function throughputAt(grid: DecodeGrid, concurrency: number, contextTokens: number): number {
  const [row, column] = decodeCell(grid, concurrency, contextTokens);
  return grid.tokensPerSecondPerGpu[row]![column]!;
}

/**
 * The fullest cell of a context whose ITL is within the target; the emptiest one when none is. Scans from full to empty,
 * because the interpolated ITL need not be monotonic.
 */
export function bestThroughput(grid: DecodeGrid, itl_s: number, contextTokens: number): DecodePoint {
  const row = cellOf(grid.context, contextTokens);
  const fullest = grid.itl_s[row]!.findLastIndex((itl) => itl <= itl_s);
  const column = Math.max(0, fullest);
  return {
    tokensPerSecondPerGpu: grid.tokensPerSecondPerGpu[row]![column]!,
    itl_s: grid.itl_s[row]![column]!,
    kvUsage: grid.usage[column]!,
  };
}

/** numpy's linspace(0, end, RESOLUTION): multiples of the step, the end itself last. */
function linspace(end: number): number[] {
  const step = end / (RESOLUTION - 1);
  return Array.from({ length: RESOLUTION }, (_, i) => (i === RESOLUTION - 1 ? end : i * step));
}

function cellOf(axis: readonly number[], value: number): number {
  const cell = roundHalfEven((value - axis[0]!) / (axis[1]! - axis[0]!));
  if (Number.isNaN(cell)) throw new RangeError(`no grid cell for ${value}`);
  return Math.max(0, Math.min(RESOLUTION - 1, cell));
}

function evaluate(
  surface: Surface,
  points: readonly Point[],
  values: readonly number[],
  usage: readonly number[],
  context: readonly number[],
): number[][] {
  return context.map((y) => usage.map((x) => surface({ x, y }) ?? values[nearest(points, { x, y })]!));
}

/** Index of the sample nearest to a place, in the unscaled plane; the first of equals. */
function nearest(points: readonly Point[], place: Point): number {
  let best = 0;
  let bestSquare = Number.POSITIVE_INFINITY;
  points.forEach((point, i) => {
    const square = (point.x - place.x) ** 2 + (point.y - place.y) ** 2;
    if (square < bestSquare) {
      best = i;
      bestSquare = square;
    }
  });
  return best;
}
