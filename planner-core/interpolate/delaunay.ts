/**
 * Delaunay triangulation with exact predicates. The planner triangulates KV usage (0..1) against context length
 * (thousands) unscaled, so the triangles are needles and a rounded in-circle test picks wrong edges: delaunator's result is
 * therefore flipped, edge by edge (Lawson 1977), until the exact test finds nothing to flip.
 */
import Delaunator from 'delaunator';
import { incircle, orient2d } from 'robust-predicates';
import type { Point, Triangle } from './geometry.js';

/**
 * Triangles as point indices, counter-clockwise. Cocircular points keep the diagonal they happen to have. Points on one line up
 * to rounding span no triangle: on the hull, exact predicates would find slivers there that hold nothing but error.
 */
export function delaunay(points: readonly Point[]): Triangle[] {
  const { triangles } = Delaunator.from(
    points as Point[],
    (p) => p.x,
    (p) => p.y,
  );
  const mesh: [number, number, number][] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!];
    mesh.push(isCounterClockwise(points, a, b, c) ? [a, b, c] : [a, c, b]);
  }
  while (flipOne(points, mesh));
  const flat = Number.EPSILON * extent(points.map(({ x }) => x)) * extent(points.map(({ y }) => y));
  return mesh.filter((triangle) => doubledArea(points, triangle) > flat);
}

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function doubledArea(points: readonly Point[], [i, j, k]: Triangle): number {
  const [a, b, c] = [points[i]!, points[j]!, points[k]!];
  return Math.abs(orient2d(a.x, a.y, b.x, b.y, c.x, c.y));
}

/** Counter-clockwise with y upward (robust-predicates' sign is for y downward). */
export function isCounterClockwise(points: readonly Point[], i: number, j: number, k: number): boolean {
  const [a, b, c] = [points[i]!, points[j]!, points[k]!];
  return orient2d(a.x, a.y, b.x, b.y, c.x, c.y) < 0;
}

/** Flips the first edge whose far corner lies inside the other triangle's circle; false when there is none. */
function flipOne(points: readonly Point[], mesh: [number, number, number][]): boolean {
  const seen = new Map<string, { triangle: number; corner: number }>();
  for (let t = 0; t < mesh.length; t++) {
    for (let corner = 0; corner < 3; corner++) {
      const [apex, from, to] = around(mesh[t]!, corner);
      const key = from < to ? `${from} ${to}` : `${to} ${from}`;
      const other = seen.get(key);
      if (!other) {
        seen.set(key, { triangle: t, corner });
        continue;
      }
      const far = mesh[other.triangle]![other.corner]!;
      if (!isInCircle(points, apex, from, to, far)) continue;
      mesh[t] = [apex, from, far];
      mesh[other.triangle] = [apex, far, to];
      return true;
    }
  }
  return false;
}

function around(triangle: readonly [number, number, number], corner: number): [number, number, number] {
  return [triangle[corner]!, triangle[(corner + 1) % 3]!, triangle[(corner + 2) % 3]!];
}

function isInCircle(points: readonly Point[], i: number, j: number, k: number, far: number): boolean {
  const [a, b, c, d] = [points[i]!, points[j]!, points[k]!, points[far]!];
  return incircle(a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y) > 0;
}
