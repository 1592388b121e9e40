import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newtonMaximise, type ValueAndGradient } from './newton.js';

/** −a(x − p)² − b(y − q)² − c(x − p)(y − q). */
const hill =
  (p: number, q: number, a = 1, b = 1, c = 0) =>
  ([x, y]: Float64Array): ValueAndGradient => {
    const [u, v] = [x! - p, y! - q];
    return {
      value: -a * u * u - b * v * v - c * u * v,
      gradient: Float64Array.of(-2 * a * u - c * v, -2 * b * v - c * u),
    };
  };

describe("Newton's method", () => {
  it('climbs any quadratic hill', () => {
    const place = fc.double({ min: -5, max: 5, noNaN: true });
    const steep = fc.double({ min: 0.5, max: 5, noNaN: true });
    fc.assert(
      fc.property(place, place, steep, steep, fc.double({ min: -0.9, max: 0.9, noNaN: true }), (p, q, a, b, tilt) => {
        const at = newtonMaximise(hill(p, q, a, b, tilt * Math.sqrt(a * b)), Float64Array.of(0, 0), 100);
        expect(at[0]).toBeCloseTo(p, 2);
        expect(at[1]).toBeCloseTo(q, 2);
      }),
      { numRuns: 40 },
    );
  });

  it('takes the highest of its steps that does not go down: the longest, halved', () => {
    // from 1000 below the top, a step of 2²⁰ ÷ 10⁶… halves until it is below 2; Newton's own would be 1
    const at = newtonMaximise(hill(1, 0), Float64Array.of(0, 0), 1);
    const step = 1e6 / 2 ** 19;
    expect(at[0]).toBeCloseTo(step, 6);
    expect(at[1]).toBeCloseTo(0, 9);
  });

  it('goes up a saddle too: all curvatures are taken for downward', () => {
    const saddle = ([x, y]: Float64Array): ValueAndGradient => ({
      value: x! * x! - y! * y! - 0.1 * x! ** 4,
      gradient: Float64Array.of(2 * x! - 0.4 * x! ** 3, -2 * y!),
    });
    const at = newtonMaximise(saddle, Float64Array.of(0.1, 1), 100);
    expect(at[0]).toBeCloseTo(Math.sqrt(5), 2);
    expect(at[1]).toBeCloseTo(0, 2);
  });

  it('comes to rest at a kink', () => {
    const roof = ([x, y]: Float64Array): ValueAndGradient => ({
      value: -((x! - 3) ** 2) - Math.abs(y!),
      gradient: Float64Array.of(-2 * (x! - 3), -Math.sign(y!)),
    });
    const at = newtonMaximise(roof, Float64Array.of(0, 0.5), 100);
    expect(at[0]).toBeCloseTo(3, 2);
    expect(Math.abs(at[1]!)).toBeLessThan(0.05);
  });

  it('never goes down', () => {
    const place = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(place, place, fc.integer({ min: 0, max: 4 }), (x, y, iterations) => {
        const start = Float64Array.of(x, y);
        const at = newtonMaximise(hill(1, 2, 3, 1, 0.5), start, iterations);
        expect(hill(1, 2, 3, 1, 0.5)(at).value).toBeGreaterThanOrEqual(hill(1, 2, 3, 1, 0.5)(start).value);
      }),
      { numRuns: 40 },
    );
  });

  it('stays at its start without iterations, and leaves that as it was', () => {
    const start = Float64Array.of(4, 5);
    expect([...newtonMaximise(hill(1, 2), start, 0)]).toEqual([4, 5]);
    newtonMaximise(hill(1, 2), start, 5);
    expect([...start]).toEqual([4, 5]);
  });

  it('stays where nothing is higher', () => {
    const at = newtonMaximise(hill(1, 2), Float64Array.of(1, 2), 50);
    expect(at[0]).toBeCloseTo(1, 9);
    expect(at[1]).toBeCloseTo(2, 9);
  });
});
