import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constrain, largestInverseRoot, type Order, parameterCount, split, unconstrain } from './order.js';

const ARMA: Order = { p: 2, d: 1, q: 1, intercept: true };
const free = fc.double({ min: -4, max: 4, noNaN: true });

describe('parameters in a row', () => {
  it('are split by the order', () => {
    expect(split(ARMA, [7, 0.5, 0.2, -0.3, 4])).toEqual({ intercept: 7, ar: [0.5, 0.2], ma: [-0.3], variance: 4 });
  });

  it('begin with the lags where there is no intercept', () => {
    const order = { ...ARMA, intercept: false };
    expect(split(order, [0.5, 0.2, -0.3, 4])).toEqual({ intercept: 0, ar: [0.5, 0.2], ma: [-0.3], variance: 4 });
  });

  it('may be the variance alone', () => {
    expect(split({ p: 0, d: 2, q: 0, intercept: false }, [4])).toEqual({ intercept: 0, ar: [], ma: [], variance: 4 });
  });

  it.each([
    [0, 0, false, 1],
    [0, 0, true, 2],
    [2, 0, false, 3],
    [2, 1, true, 5],
    [5, 5, true, 12],
  ])('p = %d, q = %d, intercept %s: %d of them; differences have none', (p, q, intercept, count) => {
    expect(parameterCount({ p, d: 0, q, intercept })).toBe(count);
    expect(parameterCount({ p, d: 2, q, intercept })).toBe(count);
  });
});

describe('the constraint', () => {
  it('leaves the intercept, squares the deviation', () => {
    expect(constrain({ p: 0, d: 0, q: 0, intercept: true }, [-3, -2])).toEqual([-3, 4]);
  });

  it('bends one lag into (−1, 1): −x ÷ √(1 + x²), and a moving average the other way', () => {
    const one = (order: Partial<Order>) => constrain({ p: 0, d: 0, q: 0, intercept: false, ...order }, [0.75, 1])[0];
    expect(one({ p: 1 })).toBeCloseTo(-0.6, 12);
    expect(one({ q: 1 })).toBeCloseTo(0.6, 12);
  });

  it("follows Levinson's recursion for two", () => {
    // partials a = b = 0.6: coefficients −(a + b·a) and −b
    const [first, second] = constrain({ p: 2, d: 0, q: 0, intercept: false }, [0.75, 0.75, 1]);
    expect(first).toBeCloseTo(-0.96, 12);
    expect(second).toBeCloseTo(-0.6, 12);
  });

  it('makes every model stationary and invertible', () => {
    const order: Order = { p: 3, d: 0, q: 2, intercept: false };
    fc.assert(
      fc.property(fc.array(free, { minLength: 6, maxLength: 6 }), (values) => {
        const { ar, ma, variance } = split(order, constrain(order, values));
        expect(largestInverseRoot(ar)).toBeLessThan(1 + 1e-6);
        expect(largestInverseRoot(ma.map((value) => -value))).toBeLessThan(1 + 1e-6);
        expect(variance).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('can be undone', () => {
    const order: Order = { p: 2, d: 0, q: 2, intercept: true };
    const values = fc.tuple(free, free, free, free, free, fc.double({ min: 0.01, max: 10, noNaN: true }));
    fc.assert(
      fc.property(values, (chosen) => {
        const back = unconstrain(order, constrain(order, chosen));
        back.forEach((value, i) => expect(value).toBeCloseTo(chosen[i]!, 5));
      }),
    );
  });

  it('has no inverse on the unit circle', () => {
    expect(unconstrain({ p: 1, d: 0, q: 0, intercept: false }, [1, 1])[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('the largest inverse root', () => {
  it.each([
    ['nothing', [], 0],
    ['zeros', [0, 0], 0],
    ['one lag', [0.5], 0.5],
    ['one negative lag', [-0.8], 0.8],
    ['a unit root', [1], 1],
    ['beyond it', [1.5], 1.5],
    ['trailing zeros', [0.5, 0, 0], 0.5],
    ['(x − 0.6)(x + 0.1)', [0.5, 0.06], 0.6],
    ['(x + 0.6)(x − 0.1)', [-0.5, 0.06], 0.6],
    ['a pair of complex roots', [1, -0.5], Math.SQRT1_2],
    ['(x − 0.9)(x − 0.5)(x + 0.2)', [1.2, -0.17, -0.09], 0.9],
    ['four on a circle', [0, 0, 0, 0.0625], 0.5],
  ])('of %s', (_what, coefficients, root) => {
    expect(largestInverseRoot(coefficients)).toBeCloseTo(root, 9);
  });

  it('scales with the roots', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 3 }), (values) => {
        // cₖ·2ᵏ has roots twice as large
        const doubled = values.map((value, i) => value * 2 ** (i + 1));
        expect(largestInverseRoot(doubled)).toBeCloseTo(2 * largestInverseRoot(values), 4);
      }),
    );
  });
});
