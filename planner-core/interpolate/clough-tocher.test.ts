import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloughTocher } from './clough-tocher.js';
import type { Point } from './geometry.js';
import { SCATTERED, SQUARE } from './testing/places.js';
import { barycentric, triangulate } from './triangulation.js';

const VALUES = [5, 1, 4, 2, 8, 3];
const MESH = triangulate(SCATTERED);
const SURFACE = cloughTocher(MESH, VALUES);
const share = fc.double({ min: 0.01, max: 0.98, noNaN: true });

/** A place inside a triangle from two shares. */
function inside(triangle: number, u: number, v: number): Point {
  const [a, b, c] = MESH.triangles[triangle]!.map((corner) => SCATTERED[corner]!);
  const [p, q] = [u * (1 - v), v];
  const r = 1 - p - q;
  return { x: p * a!.x + q * b!.x + r * c!.x, y: p * a!.y + q * b!.y + r * c!.y };
}

describe('the Clough–Tocher surface', () => {
  it('passes through its points', () => {
    const heights = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(heights, (values) => {
        const surface = cloughTocher(MESH, values);
        SCATTERED.forEach((point, i) => expect(surface(point)).toBeCloseTo(values[i]!, 6));
      }),
      { numRuns: 30 },
    );
  });

  it('is exact for a plane', () => {
    const plane = ({ x, y }: Point) => 3 + 2 * x - y;
    const surface = cloughTocher(MESH, SCATTERED.map(plane));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MESH.triangles.length - 1 }), share, share, (triangle, u, v) => {
        const place = inside(triangle, u, v);
        expect(surface(place)).toBeCloseTo(plane(place), 4);
      }),
    );
  });

  it('knows nothing outside its hull', () => {
    for (const place of [
      { x: 0, y: 4 },
      { x: 2, y: 0 },
      { x: 9, y: 9 },
      { x: Number.NaN, y: 1 },
    ]) {
      expect(SURFACE(place)).toBeUndefined();
    }
  });

  it('is linear in its values', () => {
    const other = [1, 7, 2, 9, 3, 4];
    const sum = cloughTocher(
      MESH,
      VALUES.map((value, i) => 2 * value - other[i]! + 5),
    );
    const second = cloughTocher(MESH, other);
    for (const place of [
      { x: 2, y: 2 },
      { x: 1.3, y: 1 },
      { x: 4, y: 3 },
    ]) {
      expect(sum(place)).toBeCloseTo(2 * SURFACE(place)! - second(place)! + 5, 3);
    }
  });

  it('does not mind a shift nor a change of scale of the plane', () => {
    const moved = SCATTERED.map(({ x, y }) => ({ x: 100 + 8 * x, y: -50 + 8 * y }));
    const surface = cloughTocher(triangulate(moved), VALUES);
    expect(surface({ x: 100 + 8 * 2, y: -50 + 8 * 2 })).toBeCloseTo(SURFACE({ x: 2, y: 2 })!, 3);
  });

  it('is as symmetric as its points', () => {
    const surface = cloughTocher(triangulate(SQUARE), [0, 0, 0, 0, 1]);
    const at = (x: number, y: number) => surface({ x, y })!;
    expect(at(0.3, 0.1)).toBeCloseTo(at(0.7, 0.1), 6);
    expect(at(0.3, 0.1)).toBeCloseTo(at(0.1, 0.3), 6);
    expect(at(0.3, 0.1)).toBeCloseTo(at(0.9, 0.7), 6);
    expect(at(0.5, 0.25)).toBeGreaterThan(0);
    expect(at(0.5, 0.25)).toBeLessThan(1);
  });
});

/** Ends of an edge between two triangles, and a step across it. */
function innerEdges(): { readonly from: Point; readonly to: Point; readonly across: Point }[] {
  const edges: { from: Point; to: Point; across: Point }[] = [];
  MESH.neighbours.forEach((row, t) => {
    row.forEach((other, corner) => {
      if (other < t) return;
      const [from, to] = [1, 2].map((k) => SCATTERED[MESH.triangles[t]![(corner + k) % 3]!]!) as [Point, Point];
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      edges.push({ from, to, across: { x: -(to.y - from.y) / length, y: (to.x - from.x) / length } });
    });
  });
  return edges;
}

describe('across an edge', () => {
  const edges = innerEdges();
  const places = edges.flatMap(({ from, to, across }) =>
    [0.2, 0.5, 0.77].map((t) => ({
      at: { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) },
      across,
    })),
  );
  const along = (place: Point, across: Point, step: number) =>
    SURFACE({ x: place.x + step * across.x, y: place.y + step * across.y })!;

  it('the surface is continuous', () => {
    expect(places.length).toBeGreaterThan(6);
    for (const { at, across } of places) {
      expect(along(at, across, 1e-7)).toBeCloseTo(along(at, across, -1e-7), 5);
    }
  });

  it('its slope is continuous', () => {
    for (const { at, across } of places) {
      const slope = (side: 1 | -1) => (along(at, across, side * 2e-5) - along(at, across, side * 1e-5)) / (side * 1e-5);
      expect(Math.abs(slope(1) - slope(-1))).toBeLessThan(2e-3);
    }
  });
});

it('inside a triangle, over the seams of its three parts, the slope is continuous', () => {
  const { x, y } = inside(0, 0.5, 1 / 3);
  expect(barycentric(MESH, 0, { x, y }).map((weight) => weight.toFixed(6))).toEqual([
    '0.333333',
    '0.333333',
    '0.333333',
  ]);
  for (const angle of [0, 1, 2, 3, 4, 5]) {
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const slope = (side: 1 | -1) => {
      const [near, far] = [1e-5, 2e-5].map((step) => SURFACE({ x: x + side * step * dx, y: y + side * step * dy })!);
      return (far! - near!) / (side * 1e-5);
    };
    expect(Math.abs(slope(1) - slope(-1))).toBeLessThan(2e-3);
  }
});
