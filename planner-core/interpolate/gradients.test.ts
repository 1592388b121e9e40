import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateGradients, type Gradient } from './gradients.js';
import { SCATTERED, SQUARE } from './testing/places.js';
import { type Triangulation, triangulate } from './triangulation.js';

const MESH = triangulate(SCATTERED);
const value = fc.double({ min: -100, max: 100, noNaN: true });
const values = fc.array(value, { minLength: 6, maxLength: 6 });

/**
 * ∫ of the squared second derivative along all edges. On an edge the cubic with ends f₀, f₁ and slopes s₀, s₁ has
 * 4(s₀² + s₀s₁ + s₁²) − 12w(s₀ + s₁) + 12w² with w = f₁ − f₀, over the cube of its length.
 */
function bending({ points, edges }: Triangulation, f: readonly number[], gradients: readonly Gradient[]): number {
  let sum = 0;
  edges.forEach((list, a) => {
    for (const b of list) {
      const [ex, ey] = [points[b]!.x - points[a]!.x, points[b]!.y - points[a]!.y];
      const slope = ({ dx, dy }: Gradient) => dx * ex + dy * ey;
      const [s, t, w] = [slope(gradients[a]!), slope(gradients[b]!), f[b]! - f[a]!];
      sum += (4 * (s * s + s * t + t * t) - 12 * w * (s + t) + 12 * w * w) / Math.hypot(ex, ey) ** 3 / 2;
    }
  });
  return sum;
}

describe('gradients at scattered points', () => {
  it('of a plane are its slopes', () => {
    fc.assert(
      fc.property(value, value, value, (height, dx, dy) => {
        const found = estimateGradients(
          MESH,
          SCATTERED.map(({ x, y }) => height + dx * x + dy * y),
        );
        for (const gradient of found) {
          expect(Math.abs(gradient.dx - dx)).toBeLessThan(1e-3);
          expect(Math.abs(gradient.dy - dy)).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of a constant are 0', () => {
    for (const gradient of estimateGradients(MESH, new Array(6).fill(7))) {
      expect(gradient.dx).toBeCloseTo(0, 12);
      expect(gradient.dy).toBeCloseTo(0, 12);
    }
  });

  it('bend the edges least: no other gradients bend them less', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 5 }), value, value, (f, point, dx, dy) => {
        const found = estimateGradients(MESH, f);
        const moved = found.map((one, i) => (i === point ? { dx: one.dx + dx / 50, dy: one.dy + dy / 50 } : one));
        const least = bending(MESH, f, found);
        expect(bending(MESH, f, moved)).toBeGreaterThanOrEqual(least - 1e-6 * Math.max(1, least));
      }),
      { numRuns: 40 },
    );
  });

  it('are proportional to the values', () => {
    const f = [5, 1, 4, 2, 8, 3];
    const [once, thrice] = [1, 3].map((factor) =>
      estimateGradients(
        MESH,
        f.map((height) => factor * height),
      ),
    );
    once!.forEach((gradient, i) => expect(thrice![i]!.dx).toBeCloseTo(3 * gradient.dx, 4));
  });

  it('of a peak on a square are 0 at the peak, by symmetry, and point up at the corners', () => {
    const mesh = triangulate(SQUARE);
    const found = estimateGradients(mesh, [0, 0, 0, 0, 1]);
    expect(found[4]!.dx).toBeCloseTo(0, 6);
    expect(found[4]!.dy).toBeCloseTo(0, 6);
    expect(found[0]!.dx).toBeGreaterThan(0);
    expect(found[2]!.dx).toBeCloseTo(-found[0]!.dx, 5);
  });

  it('at a point without edges is 0', () => {
    const mesh = triangulate(SQUARE, [[0, 1, 2]]);
    expect(estimateGradients(mesh, [1, 2, 3, 4, 5])[4]).toEqual({ dx: 0, dy: 0 });
  });
});
