/**
 * Clough–Tocher interpolation over a triangulation: every triangle is split in three at its centroid, each part carries a
 * cubic Bézier patch, and the whole is once continuously differentiable. Across an edge the normal derivative varies
 * linearly along the line to the neighbour's centroid, which makes the result independent of affine changes of scale
 * (Alfeld 1984; the construction that scipy's CloughTocher2DInterpolator uses).
 */

import type { Point } from './geometry.js';
import { estimateGradients, type Gradient } from './gradients.js';
import { barycentric, locate, type Triangulation } from './triangulation.js';

/** A function of the place; `undefined` outside the hull. */
export type Surface = (place: Point) => number | undefined;

/** The surface through `values` at the triangulation's points. */
export function cloughTocher(triangulation: Triangulation, values: readonly number[]): Surface {
  const gradients = estimateGradients(triangulation, values);
  return (place) => {
    const location = locate(triangulation, place);
    if (!location) return undefined;
    return patchValue(triangulation, values, gradients, location.triangle, location.weights);
  };
}

function patchValue(
  triangulation: Triangulation,
  values: readonly number[],
  gradients: readonly Gradient[],
  triangle: number,
  weights: readonly [number, number, number],
): number {
  const corners = triangulation.triangles[triangle]!;
  const [p1, p2, p3] = corners.map((corner) => triangulation.points[corner]!) as [Point, Point, Point];
  const [f1, f2, f3] = corners.map((corner) => values[corner]!) as [number, number, number];
  const [g1, g2, g3] = corners.map((corner) => gradients[corner]!) as [Gradient, Gradient, Gradient];

  const e12 = { dx: p2.x - p1.x, dy: p2.y - p1.y };
  const e23 = { dx: p3.x - p2.x, dy: p3.y - p2.y };
  const e31 = { dx: p1.x - p3.x, dy: p1.y - p3.y };
  const along = (gradient: Gradient, edge: Gradient) => gradient.dx * edge.dx + gradient.dy * edge.dy;

  // Bézier ordinates: cXYZ… is the ordinate at (X·V1 + Y·V2 + Z·V3 + centre) / 3, named after its powers.
  const c3000 = f1;
  const c2100 = (along(g1, e12) + 3 * f1) / 3;
  const c2010 = (-along(g1, e31) + 3 * f1) / 3;
  const c0300 = f2;
  const c1200 = (-along(g2, e12) + 3 * f2) / 3;
  const c0210 = (along(g2, e23) + 3 * f2) / 3;
  const c0030 = f3;
  const c1020 = (along(g3, e31) + 3 * f3) / 3;
  const c0120 = (-along(g3, e23) + 3 * f3) / 3;

  const c2001 = (c2100 + c2010 + c3000) / 3;
  const c0201 = (c1200 + c0300 + c0210) / 3;
  const c0021 = (c1020 + c0120 + c0030) / 3;

  const [w1, w2, w3] = [0, 1, 2].map((corner) => normalWeight(triangulation, triangle, corner)) as [
    number,
    number,
    number,
  ];
  const c0111 = (w1 * (-c0300 + 3 * c0210 - 3 * c0120 + c0030) + (-c0300 + 2 * c0210 - c0120 + c0021 + c0201)) / 2;
  const c1011 = (w2 * (-c0030 + 3 * c1020 - 3 * c2010 + c3000) + (-c0030 + 2 * c1020 - c2010 + c2001 + c0021)) / 2;
  const c1101 = (w3 * (-c3000 + 3 * c2100 - 3 * c1200 + c0300) + (-c3000 + 2 * c2100 - c1200 + c2001 + c0201)) / 2;

  const c1002 = (c1101 + c1011 + c2001) / 3;
  const c0102 = (c1101 + c0111 + c0201) / 3;
  const c0012 = (c1011 + c0111 + c0021) / 3;
  const c0003 = (c1002 + c0102 + c0012) / 3;

  // In the part that holds the place, the smallest of the three weights becomes the centre's.
  const least = Math.min(...weights);
  const [b1, b2, b3] = weights.map((weight) => weight - least) as [number, number, number];
  const b4 = 3 * least;
  return (
    b1 ** 3 * c3000 +
    3 * b1 ** 2 * b2 * c2100 +
    3 * b1 ** 2 * b3 * c2010 +
    3 * b1 ** 2 * b4 * c2001 +
    3 * b1 * b2 ** 2 * c1200 +
    6 * b1 * b2 * b4 * c1101 +
    3 * b1 * b3 ** 2 * c1020 +
    6 * b1 * b3 * b4 * c1011 +
    3 * b1 * b4 ** 2 * c1002 +
    b2 ** 3 * c0300 +
    3 * b2 ** 2 * b3 * c0210 +
    3 * b2 ** 2 * b4 * c0201 +
    3 * b2 * b3 ** 2 * c0120 +
    6 * b2 * b3 * b4 * c0111 +
    3 * b2 * b4 ** 2 * c0102 +
    b3 ** 3 * c0030 +
    3 * b3 ** 2 * b4 * c0021 +
    3 * b3 * b4 ** 2 * c0012 +
    b4 ** 3 * c0003
  );
}

/**
 * Where the line to the neighbour's centroid crosses the edge opposite `corner`, as the weight in the condition on the
 * edge's normal derivative; −1/2 (the edge's middle) on the hull.
 */
function normalWeight(triangulation: Triangulation, triangle: number, corner: number): number {
  const neighbour = triangulation.neighbours[triangle]![corner]!;
  if (neighbour < 0) return -0.5;
  const [a, b, c] = triangulation.triangles[neighbour]!.map((index) => triangulation.points[index]!) as [
    Point,
    Point,
    Point,
  ];
  const centroid = { x: (a.x + b.x + c.x) / 3, y: (a.y + b.y + c.y) / 3 };
  const weights = barycentric(triangulation, triangle, centroid);
  const first = weights[(corner + 1) % 3]!;
  const second = weights[(corner + 2) % 3]!;
  return (2 * second + first - 1) / (2 - 3 * second - 3 * first);
}
