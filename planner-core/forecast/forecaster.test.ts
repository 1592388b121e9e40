import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Forecaster, normalQuantile, quantile, warmUp } from './forecaster.js';

describe('the quantile of the standard normal', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.1, and Abramowitz & Stegun 26.5
  it.each([
    [0.5, 0],
    [0.75, 0.6744897501960817],
    [0.9, 1.2815515655446004],
    [0.95, 1.6448536269514722],
    [0.975, 1.959963984540054],
    [0.98, 2.0537489106318225],
    [0.99, 2.3263478740408408],
    [0.999, 3.0902323061678132],
    [0.001, -3.0902323061678132],
    [0.025, -1.9599639845400545],
    [1e-6, -4.753424308822899],
  ])('at %d is %d', (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 7);
  });

  it('is odd about one half', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.5, noNaN: true }), (probability) => {
        expect(normalQuantile(1 - probability)).toBeCloseTo(-normalQuantile(probability), 5);
      }),
    );
  });

  it('rises, over the seams of its pieces too', () => {
    const seams = [0.02425, 1 - 0.02425];
    for (const seam of seams) {
      expect(normalQuantile(seam - 1e-6)).toBeLessThan(normalQuantile(seam));
      expect(normalQuantile(seam)).toBeLessThan(normalQuantile(seam + 1e-6));
    }
    const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (p, q) => {
        fc.pre(p + 1e-9 < q);
        expect(normalQuantile(p)).toBeLessThan(normalQuantile(q));
      }),
    );
  });
});

describe('the quantile of a prediction', () => {
  it('is the point while the spread is unknown', () => {
    for (const probability of [0.01, 0.5, 0.99]) {
      expect(quantile({ point: 9, scale: 'plain' }, probability)).toBe(9);
      expect(quantile({ point: 9, scale: 'log1p' }, probability)).toBe(9);
    }
  });

  it('is the point at one half', () => {
    expect(quantile({ point: 9, spread: 4, scale: 'plain' }, 0.5)).toBe(9);
    expect(quantile({ point: 9, spread: 4, scale: 'log1p' }, 0.5)).toBe(9);
  });

  it('lies so many spreads beside the point on a plain scale', () => {
    expect(quantile({ point: 100, spread: 10, scale: 'plain' }, 0.975)).toBeCloseTo(119.6, 2);
    expect(quantile({ point: 100, spread: 10, scale: 'plain' }, 0.025)).toBeCloseTo(80.4, 2);
  });

  it('multiplies 1 + point on a logarithmic scale', () => {
    // one deviation of ln 2 doubles 1 + point
    const one = 0.8413447460685429;
    expect(quantile({ point: 9, spread: Math.LN2, scale: 'log1p' }, one)).toBeCloseTo(19, 5);
    expect(quantile({ point: 9, spread: Math.LN2, scale: 'log1p' }, 1 - one)).toBeCloseTo(4, 5);
  });

  it('is never below 0', () => {
    expect(quantile({ point: -3, scale: 'plain' }, 0.5)).toBe(0);
    expect(quantile({ point: 2, spread: 10, scale: 'plain' }, 0.05)).toBe(0);
    expect(quantile({ point: -5, spread: 1, scale: 'log1p' }, 0.01)).toBe(0);
  });

  it('rises with the probability, and with the spread above one half', () => {
    const scale = fc.constantFrom('plain' as const, 'log1p' as const);
    const number = fc.double({ min: 0, max: 100, noNaN: true });
    const share = fc.double({ min: 0.51, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 0, max: 3, noNaN: true }), share, scale, (point, spread, p, on) => {
        const at = (probability: number, wide = spread) => quantile({ point, spread: wide, scale: on }, probability);
        expect(at(p)).toBeGreaterThanOrEqual(at(1 - p));
        expect(at(p, spread + 1)).toBeGreaterThanOrEqual(at(p));
      }),
    );
  });
});

describe('a warm-up', () => {
  const summing: Forecaster<{ sum: number; ready: boolean }> = {
    name: 'sum',
    initialState: { sum: 0, ready: true },
    observe: ({ sum }, value) => ({ sum: 10 * sum + value, ready: false }),
    predict: (state) => ({ state, prediction: { point: state.sum, scale: 'plain' } }),
  };

  it('takes the series oldest first', () => {
    expect(warmUp(summing, [1, 2, 3])).toEqual({ sum: 123, ready: false });
  });

  it('of nothing is the start', () => {
    expect(warmUp(summing, [])).toBe(summing.initialState);
  });

  it('ends in waiting for traffic where the forecaster knows how', () => {
    const waiting = { ...summing, awaitTraffic: (state: { sum: number }) => ({ ...state, ready: true }) };
    expect(warmUp(waiting, [4, 5])).toEqual({ sum: 45, ready: true });
  });
});
