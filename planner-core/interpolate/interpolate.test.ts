import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloughTocher } from './clough-tocher.js';
import { cubicSpline, splineAt } from './cubic-spline.js';
import { bestThroughput, decodeGrid, itlAt } from './decode-grid.js';
import { delaunay } from './delaunay.js';
import { roundHalfEven } from './round-half-even.js';
import { triangulate } from './triangulation.js';

describe('the not-a-knot spline', () => {
  const cubic = (x: number) => 2 * x ** 3 - x ** 2 + 3 * x - 5;
  const x = [0, 1, 2.5, 4, 7];

  it('is exact for a cubic', () => {
    const spline = cubicSpline(x, x.map(cubic));
    for (const at of [0, 0.3, 1, 3.3, 6.9, 7]) expect(splineAt(spline, at)).toBeCloseTo(cubic(at), 9);
  });

  it('passes through its points', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 4, maxLength: 12 }), (y) => {
        const spline = cubicSpline(
          y.map((_, i) => i),
          y,
        );
        y.forEach((value, i) => expect(splineAt(spline, i)).toBeCloseTo(value, 6));
      }),
    );
  });

  it.each([[[0, 1, 2]], [[0, 1, 1, 2]], [[0, 2, 1, 3]]])('refuses points %j', (points) => {
    expect(() => cubicSpline(points, points)).toThrow(RangeError);
  });
});

describe('Clough–Tocher', () => {
  const points = [
    [0, 0],
    [4, 0.5],
    [1, 3],
    [5, 4],
    [2, 1.5],
    [3.2, 2.6],
  ].map(([x, y]) => ({ x: x!, y: y! }));

  it('is exact for a plane', () => {
    const plane = ({ x, y }: { x: number; y: number }) => 3 + 2 * x - y;
    const surface = cloughTocher(triangulate(points), points.map(plane));
    for (const place of [
      { x: 2, y: 2 },
      { x: 1.3, y: 1 },
      { x: 4, y: 3 },
    ])
      expect(surface(place)).toBeCloseTo(plane(place), 5);
  });

  it('passes through its points and knows nothing outside them', () => {
    const values = [5, 1, 4, 2, 8, 3];
    const surface = cloughTocher(triangulate(points), values);
    points.forEach((point, i) => expect(surface(point)).toBeCloseTo(values[i]!, 9));
    expect(surface({ x: 0, y: 4 })).toBeUndefined();
  });

  it('is smooth across an edge', () => {
    const surface = cloughTocher(triangulate(points), [5, 1, 4, 2, 8, 3]);
    const slope = (x: number) => (surface({ x: x + 1e-6, y: 1.9 })! - surface({ x: x - 1e-6, y: 1.9 })!) / 2e-6;
    for (let x = 1; x < 4; x += 0.01) expect(Math.abs(slope(x + 1e-4) - slope(x))).toBeLessThan(0.05);
  });
});

it('Delaunay: no point lies inside the circle of a triangle, even in needles', () => {
  const grid = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 16_000 })), {
    minLength: 4,
    maxLength: 25,
    selector: ([x, y]) => `${x} ${y}`,
  });
  fc.assert(
    fc.property(grid, (pairs) => {
      const points = pairs.map(([x, y]) => ({ x: x / 100, y }));
      const area = (a: number, b: number, c: number) => {
        const [p, q, r] = [pairs[a]!, pairs[b]!, pairs[c]!];
        return (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1]);
      };
      fc.pre(pairs.some((_, i) => area(0, 1, i) !== 0));
      for (const [a, b, c] of delaunay(points)) {
        points.forEach((_, d) => expect(inCircleExact(pairs, a, b, c, d)).toBeLessThanOrEqual(0n));
      }
    }),
  );
});

it('Delaunay: points on a line up to rounding span no triangle', () => {
  const left = [0.1, 0.2, 0.3, 0.7].map((t) => ({ x: 0.1 * t, y: 3000 * t })); // rounded, so not exactly on a line
  const triangles = delaunay([...left, { x: 1, y: 100 }]);
  expect(triangles).toHaveLength(3);
  for (const triangle of triangles) expect(triangle).toContain(4);
});

/** In-circle determinant in exact integers, with x scaled like the points above; positive inside. */
function inCircleExact(pairs: [number, number][], a: number, b: number, c: number, d: number): bigint {
  // x is in hundredths, so y is multiplied by 100 to keep the true proportions
  const at = (i: number) => [BigInt(pairs[i]![0]), BigInt(pairs[i]![1]) * 100n] as const;
  const [dx, dy] = at(d);
  const rows = [a, b, c].map((i) => {
    const [x, y] = at(i);
    const [u, v] = [x - dx, y - dy];
    return [u, v, u * u + v * v] as const;
  });
  const [p, q, r] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]];
  return p[0] * (q[1] * r[2] - r[1] * q[2]) - q[0] * (p[1] * r[2] - r[1] * p[2]) + r[0] * (p[1] * q[2] - q[1] * p[2]);
}

it.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [2.4999, 2],
  [-1.5, -2],
  [7, 7],
])('rounds %d to %d', (value, rounded) => {
  expect(roundHalfEven(value)).toBe(rounded);
});

describe('the decode grid', () => {
  const usages = [0.1, 0.4, 0.7, 1];
  const contexts = [1000, 4000, 8000];
  const points = contexts.flatMap((context) => usages.map((usage) => ({ usage, context })));
  const grid = decodeGrid({
    kvUsage: points.map(({ usage }) => usage),
    contextTokens: points.map(({ context }) => context),
    itlMs: points.map(({ usage }) => 10 + 20 * usage),
    tokensPerSecondPerGpu: points.map(({ usage }) => 1000 * usage),
    maxKvTokens: 100_000,
  });

  it('reads the cell of a concurrency and a context', () => {
    expect(itlAt(grid, 10, 4040)).toBeCloseTo((10 + 20 * (40 / 99)) / 1000, 6);
  });

  it('finds the fullest cell within a target', () => {
    const best = bestThroughput(grid, 0.02, 4000);
    expect(best.itl_s).toBeLessThanOrEqual(0.02);
    expect(best.kvUsage).toBeCloseTo(49 / 99, 9);
  });

  it('answers with the emptiest cell when none is within it', () => {
    expect(bestThroughput(grid, 0.001, 4000).kvUsage).toBe(0);
  });

  it('has no cell for what is no number', () => {
    expect(() => itlAt(grid, Number.NaN, 1000)).toThrow(RangeError);
  });
});
