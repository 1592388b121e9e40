import { describe, expect, it } from 'vitest';
import { line, noise } from '../../testing/index.js';
import { fitArima } from './fit.js';
import { largestInverseRoot, split } from './order.js';
import { differencesNeeded, isConstant, selectArima } from './select.js';

function walk(count: number, seed: number): number[] {
  const series = [100];
  for (const step of noise(count - 1, seed)) series.push(series.at(-1)! + step);
  return series;
}

describe('a constant series', () => {
  it.each([
    [[], true],
    [[5], true],
    [[5, 5, 5], true],
    [[5, 5, 5.0000001], false],
    [[Number.NaN, Number.NaN], false],
  ])('%j: %s', (values, answer) => {
    expect(isConstant(values)).toBe(answer);
  });

  it('is fitted without lags', () => {
    expect(selectArima([5, 5, 5, 5, 5, 5])?.order).toEqual({ p: 0, d: 0, q: 0, intercept: false });
  });
});

describe('differences by the KPSS test (Kwiatkowski et al. 1992; 5 % point 0.463)', () => {
  it.each([1, 2, 3])('noise about a level needs none (noise %d)', (seed) => {
    expect(differencesNeeded(noise(40, seed).map((value) => 50 + 5 * value))).toBe(0);
  });

  it('a line needs one', () => {
    expect(differencesNeeded(line(30, 5, 2))).toBe(1);
  });

  it('a random walk needs one', () => {
    expect(differencesNeeded(walk(120, 7))).toBe(1);
  });

  it('a parabola needs two, and more than two are never taken', () => {
    expect(differencesNeeded(line(30, 0, 1).map((i) => i * i))).toBe(2);
    expect(differencesNeeded(line(30, 0, 1).map((i) => i ** 4))).toBe(2);
  });

  it('a constant needs none', () => {
    expect(differencesNeeded([4, 4, 4, 4, 4])).toBe(0);
  });

  it('of eight values can already tell a line from a level', () => {
    expect(differencesNeeded([40, 42, 39, 41, 40, 42, 39, 41])).toBe(0);
    expect(differencesNeeded(line(12, 0, 10))).toBe(1);
  });
});

describe('the order', () => {
  it('of a line is a drift, and goes on with it', () => {
    const found = selectArima(line(20, 5, 3))!;
    expect(found.order).toEqual({ p: 0, d: 1, q: 0, intercept: true });
    expect(found.next).toBeCloseTo(65, 1);
  });

  it('of twice differenced series has no intercept', () => {
    const noisy = noise(12, 3);
    const found = selectArima(line(12, 0, 1).map((i) => 3 * i * i + noisy[i]!))!;
    expect(found.order).toMatchObject({ d: 2, intercept: false });
  });

  it('of a strong lag has lags, and follows them', () => {
    const series = [0];
    for (const shock of noise(99, 12)) series.push(0.85 * series.at(-1)! + shock);
    const found = selectArima(series.map((value) => 100 + value))!;
    expect(found.order.p + found.order.q + found.order.d).toBeGreaterThan(0);
    const [before, last] = series.slice(-2);
    expect(Math.abs(found.next - 100 - 0.85 * last!)).toBeLessThan(Math.abs(before! - last!) + 1);
  });

  it.each([1, 2, 3])('has an AIC no worse than the models that every search tries first (noise %d)', (seed) => {
    const series = noise(24, seed).map((value) => 20 + 3 * value);
    const found = selectArima(series)!;
    expect(found.order.d).toBe(0);
    for (const [p, q] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 2],
    ] as const) {
      const other = fitArima(series, { p, d: 0, q, intercept: true })!;
      // models with a root near the unit circle are out, however likely
      const { ar, ma } = split(other.order, other.parameters);
      const root = q > 0 ? largestInverseRoot(ma.map((value) => -value)) : largestInverseRoot(ar);
      if (root < 0.99) expect(found.aic).toBeLessThanOrEqual(other.aic + 1e-9);
    }
  });

  it('has at most a third as many lags as values', () => {
    const { order } = selectArima([3, 9, 2, 8, 1, 9, 2])!;
    expect(order.p).toBeLessThanOrEqual(2);
    expect(order.q).toBeLessThanOrEqual(2);
  });

  it('is found for two values, and for series of zeros and spikes', () => {
    expect(Number.isFinite(selectArima([1, 2])?.next)).toBe(true);
    expect(Number.isFinite(selectArima([0, 0, 100, 0, 0, 100, 0])?.next)).toBe(true);
  });
});
