import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CubicSpline, cubicSpline, splineAt } from './cubic-spline.js';

const X = [0, 1, 2.5, 4, 7];
const cubic = (x: number) => 2 * x ** 3 - x ** 2 + 3 * x - 5;
const heights = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 4, maxLength: 12 });
const places = (y: readonly number[]) => y.map((_, i) => i);

/** The k-th derivative just beside a place, from the piece on that side, by divided differences of a cubic. */
function derivative(spline: CubicSpline, at: number, side: 1 | -1, order: 1 | 2 | 3): number {
  const h = 1e-2 * side;
  const f = [0, 1, 2, 3].map((k) => splineAt(spline, at + k * h));
  const [a, b, c, d] = f as [number, number, number, number];
  const third = (d - 3 * c + 3 * b - a) / h ** 3;
  if (order === 3) return third;
  const second = (c - 2 * b + a) / h ** 2 - third * h;
  return order === 2 ? second : (b - a) / h - (second * h) / 2 - (third * h ** 2) / 6;
}

describe('the not-a-knot spline', () => {
  it('is exact for a cubic, beyond its points too', () => {
    const spline = cubicSpline(X, X.map(cubic));
    for (const at of [-1, 0, 0.3, 1, 3.3, 6.9, 7, 9]) expect(splineAt(spline, at)).toBeCloseTo(cubic(at), 8);
  });

  it('through four points is the one cubic through them', () => {
    const [x, y] = [
      [0, 1, 3, 4],
      [2, 0, 5, 1],
    ];
    const lagrange = (at: number) =>
      x.reduce((sum, xi, i) => {
        const weight = x.reduce((product, xj, j) => (i === j ? product : (product * (at - xj)) / (xi - xj)), 1);
        return sum + y[i]! * weight;
      }, 0);
    const spline = cubicSpline(x, y);
    for (const at of [0.5, 1.7, 2, 3.9]) expect(splineAt(spline, at)).toBeCloseTo(lagrange(at), 12);
  });

  it('passes through its points', () => {
    fc.assert(
      fc.property(heights, (y) => {
        const spline = cubicSpline(places(y), y);
        y.forEach((value, i) => expect(splineAt(spline, i)).toBeCloseTo(value, 6));
      }),
    );
  });

  it('of a line is the line, without curvature', () => {
    const spline = cubicSpline(
      X,
      X.map((x) => 4 - 3 * x),
    );
    for (const at of [0.1, 2, 6]) expect(splineAt(spline, at)).toBeCloseTo(4 - 3 * at, 12);
    for (const curvature of spline.curvature) expect(curvature).toBeCloseTo(0, 12);
  });

  it('is twice continuously differentiable at its points', () => {
    const y = [3, -1, 4, 1, -5, 9, 2];
    const spline = cubicSpline(places(y), y);
    for (let i = 1; i < y.length - 1; i++) {
      for (const order of [1, 2] as const) {
        expect(derivative(spline, i, 1, order)).toBeCloseTo(derivative(spline, i, -1, order), 3);
      }
      expect(derivative(spline, i, 1, 2)).toBeCloseTo(spline.curvature[i]!, 3);
    }
  });

  it('has the same third derivative on both sides of the second and the last but one point', () => {
    const y = [3, -1, 4, 1, -5, 9, 2];
    const spline = cubicSpline(places(y), y);
    const jump = (i: number) => Math.abs(derivative(spline, i, 1, 3) - derivative(spline, i, -1, 3));
    expect(jump(1)).toBeLessThan(1e-4);
    expect(jump(5)).toBeLessThan(1e-4);
    expect(jump(3)).toBeGreaterThan(1);
  });

  it('is linear in its values', () => {
    fc.assert(
      fc.property(heights, fc.double({ min: -3, max: 3, noNaN: true }), (y, factor) => {
        const [x, at] = [places(y), 1.37];
        const scaled = cubicSpline(
          x,
          y.map((value) => factor * value + 10),
        );
        expect(splineAt(scaled, at)).toBeCloseTo(factor * splineAt(cubicSpline(x, y), at) + 10, 6);
      }),
    );
  });

  it('does not mind where its points begin nor how far apart they are', () => {
    const y = [3, -1, 4, 1, -5];
    const far = cubicSpline(
      X.map((x) => 100 + 8 * x),
      y,
    );
    expect(splineAt(far, 100 + 8 * 3.3)).toBeCloseTo(splineAt(cubicSpline(X, y), 3.3), 9);
  });

  it('may rise above its points: it is no monotone interpolant', () => {
    const spline = cubicSpline([0, 1, 2, 3, 4], [0, 0, 1, 1, 1]);
    expect(splineAt(spline, 2.5)).toBeGreaterThan(1);
  });
});

describe('points that make no spline', () => {
  it.each([
    ['too few', [0, 1, 2], [0, 1, 2], /at least 4 points, got 3/],
    ['none', [], [], /got 0/],
    ['fewer values than places', [0, 1, 2, 3], [0, 1], /got 2/],
    ['more values than places', [0, 1, 2, 3], [0, 1, 2, 3, 4], /at least 4 points/],
    ['one place twice', [0, 1, 1, 2], [0, 1, 2, 3], /must ascend/],
    ['not in order', [0, 2, 1, 3], [0, 1, 2, 3], /must ascend/],
    ['no number', [0, 1, Number.NaN, 3], [0, 1, 2, 3], /must ascend/],
  ])('%s', (_what, x, y, message) => {
    expect(() => cubicSpline(x, y)).toThrow(RangeError);
    expect(() => cubicSpline(x, y)).toThrow(message);
  });
});
