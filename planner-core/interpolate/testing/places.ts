/** Points and places in the plane for tests of triangulations and of what is interpolated over them. */
import fc from 'fast-check';
import type { Point } from '../geometry.js';

/** Six points without symmetry. */
export const SCATTERED: readonly Point[] = [
  { x: 0, y: 0 },
  { x: 4, y: 0.5 },
  { x: 1, y: 3 },
  { x: 5, y: 4 },
  { x: 2, y: 1.5 },
  { x: 3.2, y: 2.6 },
];

/** The corners of the unit square and its middle. */
export const SQUARE: readonly Point[] = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: 0.5, y: 0.5 },
];

/** Whole-numbered points, all different, not all on one line. */
export const clouds: fc.Arbitrary<readonly Point[]> = fc
  .uniqueArray(fc.record({ x: fc.integer({ min: 0, max: 30 }), y: fc.integer({ min: 0, max: 30 }) }), {
    minLength: 4,
    maxLength: 14,
    selector: ({ x, y }) => `${x} ${y}`,
  })
  .filter((points) => points.some((_, i) => doubledArea(points, 0, 1, i) !== 0));

/** Twice the signed area of a triangle of points, positive counter-clockwise. */
export function doubledArea(points: readonly Point[], i: number, j: number, k: number): number {
  const [a, b, c] = [points[i]!, points[j]!, points[k]!];
  return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
}

/** Twice the area of the convex hull, by Andrew's monotone chain. */
export function doubledHull(points: readonly Point[]): number {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (list: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of list) {
      while (chain.length > 1 && doubledArea([...chain.slice(-2), point], 0, 1, 2) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.reverse())];
  return hull.reduce((sum, _, i) => sum + (i > 1 ? doubledArea(hull, 0, i - 1, i) : 0), 0);
}
