import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delaunay, isCounterClockwise } from './delaunay.js';
import { clouds, doubledArea, doubledHull, SCATTERED, SQUARE } from './testing/places.js';

const pairs = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 16_000 })), {
  minLength: 4,
  maxLength: 25,
  selector: ([x, y]) => `${x} ${y}`,
});

/** In-circle determinant in exact integers; x is in hundredths, so y is multiplied by 100. Positive inside. */
function inCircleExact(points: readonly [number, number][], a: number, b: number, c: number, d: number): bigint {
  const at = (i: number) => [BigInt(points[i]![0]), BigInt(points[i]![1]) * 100n] as const;
  const [dx, dy] = at(d);
  const rows = [a, b, c].map((i) => {
    const [x, y] = at(i);
    const [u, v] = [x - dx, y - dy];
    return [u, v, u * u + v * v] as const;
  });
  const [p, q, r] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  return p[0] * (q[1] * r[2] - r[1] * q[2]) - q[0] * (p[1] * r[2] - r[1] * p[2]) + r[0] * (p[1] * q[2] - q[1] * p[2]);
}

describe('a Delaunay triangulation', () => {
  it('of three points is their triangle', () => {
    const triangles = delaunay(SCATTERED.slice(0, 3));
    expect(triangles).toHaveLength(1);
    expect([...triangles[0]!].sort()).toEqual([0, 1, 2]);
  });

  it('of a square with its middle is four triangles about it', () => {
    const triangles = delaunay(SQUARE);
    expect(triangles).toHaveLength(4);
    for (const triangle of triangles) expect(triangle).toContain(4);
  });

  it('takes the shorter diagonal of a kite', () => {
    const kite = [
      { x: 0, y: 0 },
      { x: 4, y: -1 },
      { x: 8, y: 0 },
      { x: 4, y: 1 },
    ];
    for (const triangle of delaunay(kite)) expect(triangle).toEqual(expect.arrayContaining([1, 3]));
  });

  it('has no point inside the circle of a triangle, even in needles', () => {
    fc.assert(
      fc.property(pairs, (chosen) => {
        const points = chosen.map(([x, y]) => ({ x: x / 100, y }));
        const whole = chosen.map(([x, y]) => ({ x, y }));
        fc.pre(whole.some((_, i) => doubledArea(whole, 0, 1, i) !== 0));
        for (const [a, b, c] of delaunay(points)) {
          points.forEach((_, d) => expect(inCircleExact(chosen, a, b, c, d)).toBeLessThanOrEqual(0n));
        }
      }),
    );
  });

  it('turns every triangle counter-clockwise and covers the hull once', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        const triangles = delaunay(points);
        const areas = triangles.map(([a, b, c]) => doubledArea(points, a, b, c));
        expect(Math.min(...areas)).toBeGreaterThan(0);
        const covered = areas.reduce((sum, area) => sum + area, 0);
        expect(covered).toBeCloseTo(doubledHull(points), 6);
      }),
    );
  });

  it('uses every point', () => {
    fc.assert(
      fc.property(clouds, (points) => {
        expect(new Set(delaunay(points).flat()).size).toBe(points.length);
      }),
    );
  });

  it('of points on one line is none', () => {
    expect(delaunay([0, 1, 2, 5].map((t) => ({ x: t, y: 2 * t })))).toEqual([]);
  });

  it('has no slivers between points that are on a line up to rounding', () => {
    const left = [0.1, 0.2, 0.3, 0.7].map((t) => ({ x: 0.1 * t, y: 3000 * t }));
    const triangles = delaunay([...left, { x: 1, y: 100 }]);
    expect(triangles).toHaveLength(3);
    for (const triangle of triangles) expect(triangle).toContain(4);
  });
});

it.each([
  [0, 1, 2, true],
  [0, 2, 1, false],
  [1, 2, 0, true],
])('points %d, %d, %d counter-clockwise: %s', (i, j, k, answer) => {
  expect(isCounterClockwise(SQUARE, i, j, k)).toBe(answer);
});
