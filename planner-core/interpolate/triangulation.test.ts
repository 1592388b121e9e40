import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Triangle } from './geometry.js';
import { clouds, doubledArea, SCATTERED, SQUARE } from './testing/places.js';
import { barycentric, locate, triangulate } from './triangulation.js';

const HALVES: readonly Triangle[] = [
  [0, 1, 2],
  [0, 2, 3],
];

describe('the mesh', () => {
  const mesh = triangulate(SQUARE.slice(0, 4), HALVES);

  it('knows the triangle across from each corner', () => {
    expect(mesh.neighbours).toEqual([
      [-1, 1, -1],
      [-1, -1, 0],
    ]);
  });

  it('knows the points that share an edge', () => {
    const sorted = mesh.edges.map((list) => [...list].sort());
    expect(sorted).toEqual([
      [1, 2, 3],
      [0, 2],
      [0, 1, 3],
      [0, 2],
    ]);
  });

  it('takes triangles that are given, and turns them counter-clockwise', () => {
    const turned = triangulate(SQUARE.slice(0, 4), [
      [0, 2, 1],
      [0, 3, 2],
    ]);
    for (const [a, b, c] of turned.triangles) expect(doubledArea(SQUARE, a, b, c)).toBeGreaterThan(0);
    expect(triangulate(SQUARE.slice(0, 4), [[1, 2, 3]]).triangles).toHaveLength(1);
  });

  it('leaves a point without triangle without edges', () => {
    expect(triangulate(SQUARE, HALVES).edges[4]).toEqual([]);
  });

  it('is of one mind: neighbours and edges know each other', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const { triangles, neighbours, edges } = triangulate(points);
        neighbours.forEach((row, t) => {
          row.forEach((other, corner) => {
            if (other < 0) return;
            expect(neighbours[other]).toContain(t);
            const shared = triangles[t]!.filter((_, i) => i !== corner);
            for (const point of shared) expect(triangles[other]).toContain(point);
            expect(triangles[other]).not.toContain(triangles[t]![corner]);
          });
        });
        edges.forEach((list, a) => {
          for (const b of list) expect(edges[b]).toContain(a);
        });
      }),
      { numRuns: 25 },
    );
  });

  it("obeys Euler's formula: points − edges + triangles = 1", () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const { triangles, edges } = triangulate(points);
        const edgeCount = edges.reduce((sum, list) => sum + list.length, 0) / 2;
        expect(points.length - edgeCount + triangles.length).toBe(1);
      }),
    );
  });
});

describe('barycentric weights', () => {
  const mesh = triangulate(SQUARE.slice(0, 4), HALVES);

  it.each([
    [0, 0, [1, 0, 0]],
    [1, 0, [0, 1, 0]],
    [1, 1, [0, 0, 1]],
    [0.5, 0, [0.5, 0.5, 0]],
    [0.75, 0.25, [0.25, 0.5, 0.25]],
    [0, 1, [1, -1, 1]],
  ])('of (%d, %d) are %j', (x, y, weights) => {
    barycentric(mesh, 0, { x, y }).forEach((weight, i) => expect(weight).toBeCloseTo(weights[i]!, 12));
  });

  it('add up to 1 and give the place back, inside and outside', () => {
    const scattered = triangulate(SCATTERED);
    const coordinate = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.integer({ min: 0, max: 4 }), (x, y, triangle) => {
        const weights = barycentric(scattered, triangle, { x, y });
        const corners = scattered.triangles[triangle]!.map((corner) => SCATTERED[corner]!);
        const sum = (of: (i: number) => number) => [0, 1, 2].reduce((total, i) => total + of(i), 0);
        expect(sum((i) => weights[i]!)).toBeCloseTo(1, 9);
        expect(sum((i) => weights[i]! * corners[i]!.x)).toBeCloseTo(x, 8);
        expect(sum((i) => weights[i]! * corners[i]!.y)).toBeCloseTo(y, 8);
      }),
    );
  });
});

describe('a place', () => {
  const mesh = triangulate(SCATTERED);

  it('is found in the triangle whose weights are all positive', () => {
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), coordinate, coordinate, (triangle, u, v) => {
        const [a, b, c] = mesh.triangles[triangle]!.map((corner) => SCATTERED[corner]!);
        const [first, second] = u + v > 1 ? [1 - u, 1 - v] : [u, v];
        const third = 1 - first - second;
        const place = {
          x: first * a!.x + second * b!.x + third * c!.x,
          y: first * a!.y + second * b!.y + third * c!.y,
        };
        const found = locate(mesh, place)!;
        expect(Math.min(...found.weights)).toBeGreaterThanOrEqual(-1e-12);
        if (Math.min(first, second, third) > 1e-6) expect(found.triangle).toBe(triangle);
      }),
    );
  });

  it('that is a point or on an edge counts as inside', () => {
    for (const point of SCATTERED) expect(locate(mesh, point)).toBeDefined();
    expect(locate(mesh, { x: 2, y: 0.25 })).toBeDefined();
  });

  it.each([
    [2, 0],
    [0, 4],
    [6, 6],
    [-0.001, 0],
  ])('(%d, %d) outside the hull is in none', (x, y) => {
    expect(locate(mesh, { x, y })).toBeUndefined();
  });

  it('that is no number is in none', () => {
    expect(locate(mesh, { x: Number.NaN, y: 1 })).toBeUndefined();
  });
});
