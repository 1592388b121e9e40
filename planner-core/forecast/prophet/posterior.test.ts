import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expected, logDensity, type ProphetData } from './posterior.js';

const BARE: ProphetData = { t: [0, 0.5, 1], y: [0.2, 0.6, 0.9], changeAt: [], seasonal: [[], [], []] };
const FULL: ProphetData = {
  t: [0, 0.25, 0.5, 0.75, 1],
  y: [0.2, 0.5, 0.4, 0.9, 1],
  changeAt: [0.25, 0.6],
  seasonal: [
    [0, 1],
    [1, 0],
    [0, -1],
    [-1, 0],
    [0, 1],
  ],
};

describe('the value expected', () => {
  it('lies on a line of rate k from m', () => {
    expect(expected(BARE, Float64Array.of(2, 0.5, 0), 0.25, [])).toBe(1);
    expect(expected(BARE, Float64Array.of(2, 0.5, 0), 2, [])).toBe(4.5);
  });

  it('changes its rate at the change points that have passed', () => {
    const at = Float64Array.of(2, 0.5, 4, -1, 0, 0, 0);
    const value = (t: number) => expected(FULL, at, t, [0, 0]);
    expect(value(0.2)).toBeCloseTo(0.9, 12);
    expect(value(0.25)).toBeCloseTo(1, 12);
    expect(value(0.5)).toBeCloseTo(1.5 + 4 * 0.25, 12);
    expect(value(1)).toBeCloseTo(2.5 + 4 * 0.75 - 0.4, 12);
  });

  it('adds the seasonal features by their weights', () => {
    const at = Float64Array.of(0, 1, 0, 0, 0, 10, 100);
    expect(expected(FULL, at, 0, [0.5, 0.25])).toBe(31);
  });
});

describe('the log density', () => {
  it('of a line by hand', () => {
    // k = 1, m = 0, σ = e⁻¹: residuals 0.2, 0.1, −0.1
    const { value } = logDensity(BARE, Float64Array.of(1, 0, -1));
    const squares = 0.04 + 0.01 + 0.01;
    const deviation = Math.exp(-1);
    const likelihood = (-0.5 * squares) / deviation ** 2 + 3;
    const priors = -0.5 * (1 / 5) ** 2 - 0.5 * (deviation / 0.5) ** 2;
    expect(value).toBeCloseTo(likelihood + priors, 12);
  });

  it('charges a rate change in proportion, a seasonal weight by its square', () => {
    const base = logDensity(FULL, Float64Array.of(0, 0, 0, 0, 5, 0, 0)).value;
    // at so large a σ residuals hardly matter
    const changed = logDensity(FULL, Float64Array.of(0, 0, 0.05, -0.1, 5, 0, 0)).value;
    expect(base - changed).toBeCloseTo(3, 3);
    const seasonal = logDensity(FULL, Float64Array.of(0, 0, 0, 0, 5, 10, 0)).value;
    expect(base - seasonal).toBeCloseTo(0.5, 1);
  });

  it('has the gradient of its differences', () => {
    // away from the kinks of the Laplace prior at 0
    const parameter = fc.oneof(
      fc.double({ min: 0.02, max: 2, noNaN: true }),
      fc.double({ min: -2, max: -0.02, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(parameter, { minLength: 7, maxLength: 7 }), (values) => {
        const at = Float64Array.from(values);
        const { gradient } = logDensity(FULL, at);
        at.forEach((_, i) => {
          const moved = (by: number) => {
            const there = at.slice();
            there[i]! += by;
            return logDensity(FULL, there).value;
          };
          const slope = (moved(1e-6) - moved(-1e-6)) / 2e-6;
          expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-4 * (1 + Math.abs(slope)));
        });
      }),
    );
  });

  it('is not written into by its reader', () => {
    const at = Float64Array.of(1, 0, -1);
    logDensity(BARE, at);
    expect([...at]).toEqual([1, 0, -1]);
  });
});
