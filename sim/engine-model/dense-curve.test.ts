/** Smooth functions as piecewise linear curves: close everywhere, with few points where they are straight. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAt } from './curve.js';
import { denseCurve } from './dense-curve.js';

describe('a dense curve', () => {
  it('begins and ends where it is asked to, at the function’s own values', () => {
    const { x, y } = denseCurve(Math.exp, 1, 3);
    expect([x[0], x.at(-1)]).toEqual([1, 3]);
    expect([y[0], y.at(-1)]).toEqual([Math.E, Math.exp(3)]);
  });

  it('has rising points, each on the function', () => {
    const { x, y } = denseCurve((at) => 5 + Math.sin(at), 0, 6);
    x.forEach((at, i) => {
      if (i > 0) expect(at).toBeGreaterThan(x[i - 1]!);
      expect(y[i]).toBe(5 + Math.sin(at));
    });
  });

  it('of a straight line has the points of the first halvings alone', () => {
    expect(denseCurve((at) => 3 + 2 * at, 0, 8).x).toHaveLength(2 ** 3 + 1);
  });

  it('sees a bend that crosses its own chord in the middle', () => {
    const cubic = (at: number) => 10 + (at - 0.5) ** 3;
    const curve = denseCurve(cubic, 0, 1);
    for (const at of [0.1, 0.25, 0.4, 0.6, 0.9])
      expect(Math.abs(linearAt(curve, at) / cubic(at) - 1)).toBeLessThan(1e-5);
  });

  it('ends its halving somewhere, also at a jump', () => {
    const jump = denseCurve((at) => (at < 1 / 3 ? 1 : 2), 0, 1);
    expect(jump.x.length).toBeLessThan(200);
    expect(linearAt(jump, 0.3)).toBeCloseTo(1, 9);
    expect(linearAt(jump, 0.4)).toBeCloseTo(2, 9);
  });

  it('is within its tolerance of a parabola everywhere', () => {
    const any = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(any, any, fc.double({ min: 0, max: 1, noNaN: true }), (b, c, at) => {
        const parabola = (x: number) => 1 + b * x + c * x * x;
        // 2e-6 at the middle of a piece, which is where a parabola is farthest from its chord
        expect(Math.abs(linearAt(denseCurve(parabola, 0, 1), at) / parabola(at) - 1)).toBeLessThan(1e-5);
      }),
    );
  });
});
