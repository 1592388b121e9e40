import { describe, expect, it } from 'vitest';
import { noise } from '../../testing/index.js';
import { fitArima } from './fit.js';
import type { Order } from './order.js';
import { startParameters } from './start.js';
import { filter } from './state-space.js';

const WHITE: Order = { p: 0, d: 0, q: 0, intercept: true };
const AR: Order = { p: 1, d: 0, q: 0, intercept: false };

function autoregression(count: number, phi: number, seed: number): number[] {
  const series: number[] = [];
  for (const shock of noise(count, seed)) series.push(phi * (series.at(-1) ?? 0) + shock);
  return series;
}

describe('white noise about a level', () => {
  const values = [3, 7, 4, 6, 5, 9, 1, 5];
  const mean = 5;
  const variance = (4 + 4 + 1 + 1 + 0 + 16 + 16 + 0) / 8;

  it('is fitted by mean and variance', () => {
    const { parameters, next } = fitArima(values, WHITE)!;
    expect(parameters[0]).toBeCloseTo(mean, 3);
    expect(parameters[1]).toBeCloseTo(variance, 2);
    expect(next).toBe(parameters[0]);
  });

  it('has the likelihood of the normal at its maximum, and an AIC with two parameters', () => {
    const { logLikelihood, aic } = fitArima(values, WHITE)!;
    const most = -(values.length / 2) * (Math.log(2 * Math.PI * variance) + 1);
    expect(logLikelihood).toBeCloseTo(most, 5);
    expect(aic).toBeCloseTo(-2 * most + 4, 4);
  });
});

describe('lags', () => {
  it.each([0.8, 0.3, -0.5])('of φ = %d are found', (phi) => {
    const { parameters } = fitArima(autoregression(300, phi, 21), AR)!;
    expect(parameters[0]).toBeCloseTo(phi, 0);
    expect(Math.abs(parameters[0]! - phi)).toBeLessThan(0.12);
    expect(Math.abs(parameters[1]! - 1)).toBeLessThan(0.2);
  });

  it('raise the likelihood of their start, and no step beside them raises it further', () => {
    const series = autoregression(80, 0.6, 5);
    const { parameters, logLikelihood } = fitArima(series, AR)!;
    expect(logLikelihood).toBeGreaterThanOrEqual(filter(series, AR, startParameters(series, AR))!.logLikelihood);
    const [phi, variance] = parameters as [number, number];
    for (const [a, b] of [
      [0.01, 0],
      [-0.01, 0],
      [0, 0.02],
      [0, -0.02],
    ] as const) {
      expect(filter(series, AR, [phi + a, variance + b])!.logLikelihood).toBeLessThan(logLikelihood + 1e-9);
    }
  });

  it('foretell φ times the last value', () => {
    const series = autoregression(60, 0.7, 8);
    const { parameters, next } = fitArima(series, AR)!;
    expect(next).toBeCloseTo(parameters[0]! * series.at(-1)!, 9);
  });
});

describe('an earlier fit', () => {
  const series = autoregression(60, 0.7, 8);

  it('is taken as it is with no iterations', () => {
    const { parameters } = fitArima(series, AR, { start: [0.4, 2], iterations: 0 })!;
    expect(parameters[0]).toBeCloseTo(0.4, 12);
    expect(parameters[1]).toBeCloseTo(2, 12);
  });

  it('is bettered by a few', () => {
    const likelihood = (iterations: number) => fitArima(series, AR, { start: [0.4, 2], iterations })!.logLikelihood;
    expect(likelihood(2)).toBeGreaterThan(likelihood(0));
    expect(likelihood(50)).toBeGreaterThanOrEqual(likelihood(2));
  });

  it('that is no model is refused', () => {
    expect(fitArima(series, AR, { start: [1.5, 2] })).toBeUndefined();
    expect(fitArima(series, AR, { start: [0.5, Number.NaN] })).toBeUndefined();
  });
});
