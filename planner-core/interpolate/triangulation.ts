/** A triangulation of scattered points, with what an interpolator asks of it: neighbours, edges, location. */

import { delaunay, isCounterClockwise } from './delaunay.js';
import type { Point, Triangle } from './geometry.js';

/** A mesh of triangles over points. */
export interface Triangulation {
  readonly points: readonly Point[];
  readonly triangles: readonly Triangle[];
  /** Per triangle and corner: the triangle across the edge opposite that corner; −1 on the hull. */
  readonly neighbours: readonly (readonly [number, number, number])[];
  /** Per point: the points it shares an edge with. */
  readonly edges: readonly (readonly number[])[];
}

/** Where a place lies: its triangle and its weights on the triangle's corners. */
export interface Location {
  readonly triangle: number;
  readonly weights: readonly [number, number, number];
}

/** Triangulates points (Delaunay), or takes the triangles that are given. */
export function triangulate(points: readonly Point[], given?: readonly Triangle[]): Triangulation {
  const triangles = (given ?? delaunay(points)).map((triangle) => counterClockwise(points, triangle));
  return { points, triangles, neighbours: neighboursOf(triangles), edges: edgesOf(points.length, triangles) };
}

/** The triangle that holds a place; `undefined` outside the hull. Edges count as inside, by a hair's breadth. */
export function locate(triangulation: Triangulation, place: Point): Location | undefined {
  for (let triangle = 0; triangle < triangulation.triangles.length; triangle++) {
    const weights = barycentric(triangulation, triangle, place);
    if (weights.every((weight) => weight >= -EDGE_TOLERANCE)) return { triangle, weights };
  }
  return undefined;
}

/** scipy's tolerance for a point on an edge: 100 machine epsilons. */
const EDGE_TOLERANCE = 100 * Number.EPSILON;

/** The place as weighted mean of the triangle's corners. */
export function barycentric(triangulation: Triangulation, triangle: number, place: Point): [number, number, number] {
  const [a, b, c] = triangulation.triangles[triangle]!.map((corner) => triangulation.points[corner]!) as [
    Point,
    Point,
    Point,
  ];
  const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  const u = ((b.x - place.x) * (c.y - place.y) - (c.x - place.x) * (b.y - place.y)) / area;
  const v = ((c.x - place.x) * (a.y - place.y) - (a.x - place.x) * (c.y - place.y)) / area;
  return [u, v, 1 - u - v];
}

function counterClockwise(points: readonly Point[], [i, j, k]: Triangle): Triangle {
  return isCounterClockwise(points, i, j, k) ? [i, j, k] : [i, k, j];
}

function neighboursOf(triangles: readonly Triangle[]): [number, number, number][] {
  const across = new Map<string, number>();
  const key = (a: number, b: number) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const out: [number, number, number][] = triangles.map(() => [-1, -1, -1]);
  triangles.forEach((triangle, t) => {
    for (let corner = 0; corner < 3; corner++) {
      const edge = key(triangle[(corner + 1) % 3]!, triangle[(corner + 2) % 3]!);
      const seen = across.get(edge);
      if (seen === undefined) {
        across.set(edge, t * 3 + corner);
      } else {
        out[t]![corner] = Math.floor(seen / 3);
        out[Math.floor(seen / 3)]![seen % 3] = t;
      }
    }
  });
  return out;
}

function edgesOf(count: number, triangles: readonly Triangle[]): number[][] {
  const sets = Array.from({ length: count }, () => new Set<number>());
  for (const triangle of triangles) for (const a of triangle) for (const b of triangle) if (a !== b) sets[a]!.add(b);
  return sets.map((set) => [...set]);
}
