import { describe, expect, it } from 'vitest';
import { draw, kolmogorov, meanIsOffBy, varianceIsOffBy } from '../testing/sample.js';
import * as samplers from './index.js';
import type { RandomStream } from './stream.js';

const { exponential, gamma, lognormalFromMeanAndP95, LOGNORMAL_MAX_P95_TO_MEAN, standardNormal, weibull } = samplers;
const { logGamma, normalCdf } = samplers;

const COUNT = 20_000;
/** Standard errors that a right sampler exceeds one time in millions. */
const FAR = 5;

/** A stream that gives these numbers. */
function given(...numbers: number[]): RandomStream {
  let at = 0;
  return { next: () => numbers[at++]! };
}

describe('exponential', () => {
  it('is −ln(1 − u)', () => {
    expect(exponential(given(0))).toBe(-0);
    expect(exponential(given(0.5))).toBeCloseTo(Math.LN2, 15);
    expect(exponential(given(1 - 2 ** -53))).toBeCloseTo(53 * Math.LN2, 10);
  });

  it('has mean 1, variance 1 and its own distribution', () => {
    const sample = draw(COUNT, exponential);
    expect(meanIsOffBy(sample, 1)).toBeLessThan(FAR);
    expect(varianceIsOffBy(sample, 1)).toBeLessThan(FAR);
    expect(kolmogorov(sample, (x) => 1 - Math.exp(-x))).toBeLessThan(1.95);
  });
});

describe('normal', () => {
  it('by the polar method: a point in the circle makes one number', () => {
    // u = 0.5, v = 0, s = 0.25: 0.5 · √(−2 ln 0.25 / 0.25)
    expect(standardNormal(given(0.75, 0.5))).toBeCloseTo(0.5 * Math.sqrt((-2 * Math.log(0.25)) / 0.25), 14);
  });

  it('passes over points outside the circle, and its middle', () => {
    const inside = standardNormal(given(0.75, 0.5));
    expect(standardNormal(given(0.99, 0.99, 0.75, 0.5))).toBe(inside);
    expect(standardNormal(given(0.5, 0.5, 0.75, 0.5))).toBe(inside);
    expect(standardNormal(given(1, 0.5, 0.75, 0.5))).toBe(inside);
  });

  it('has mean 0, variance 1 and its own distribution', () => {
    const sample = draw(COUNT, standardNormal);
    expect(meanIsOffBy(sample, 0)).toBeLessThan(FAR);
    expect(varianceIsOffBy(sample, 1)).toBeLessThan(FAR);
    expect(kolmogorov(sample, normalCdf)).toBeLessThan(1.95);
  });
});

describe('gamma', () => {
  it.each([0.1, 0.25, 0.87, 1, 4, 50])('with shape %d has that mean and that variance', (shape) => {
    const sample = draw(COUNT, (stream) => gamma(stream, shape), `gamma ${shape}`);
    expect(meanIsOffBy(sample, shape)).toBeLessThan(FAR);
    expect(varianceIsOffBy(sample, shape)).toBeLessThan(FAR);
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
  });

  it('with shape 1 is exponential, and with shape 2 the sum of two', () => {
    expect(
      kolmogorov(
        draw(COUNT, (stream) => gamma(stream, 1)),
        (x) => 1 - Math.exp(-x),
      ),
    ).toBeLessThan(1.95);
    expect(
      kolmogorov(
        draw(COUNT, (stream) => gamma(stream, 2)),
        (x) => 1 - Math.exp(-x) * (1 + x),
      ),
    ).toBeLessThan(1.95);
  });
});

describe('weibull', () => {
  it.each([0.5, 1, 3])('with shape %d has the distribution 1 − exp(−x^k), and the mean Γ(1 + 1/k)', (shape) => {
    const sample = draw(COUNT, (stream) => weibull(stream, shape), `weibull ${shape}`);
    expect(kolmogorov(sample, (x) => 1 - Math.exp(-(x ** shape)))).toBeLessThan(1.95);
    expect(meanIsOffBy(sample, Math.exp(logGamma(1 + 1 / shape)))).toBeLessThan(FAR);
  });
});

describe('lognormal by mean and 95th percentile', () => {
  it.each([
    [60, 100],
    [10, 10.5],
    [5, 19],
  ])('%d and %d', (mean, p95) => {
    const sample = draw(COUNT, (stream) => lognormalFromMeanAndP95(stream, mean, p95), `lognormal ${p95}`);
    expect(meanIsOffBy(sample, mean)).toBeLessThan(FAR);
    const above = sample.filter((value) => value > p95).length;
    expect(Math.abs(above - 0.05 * COUNT)).toBeLessThan(FAR * Math.sqrt(COUNT * 0.05 * 0.95));
  });

  it('is the narrower of the two that there are: μ = ln 60 − σ²/2, σ = z − √(z² − 2 ln(p95/mean))', () => {
    const z = 1.6448536269514722;
    const sigma = z - Math.sqrt(z * z - 2 * Math.log(100 / 60));
    const normal = standardNormal(given(0.75, 0.5));
    expect(lognormalFromMeanAndP95(given(0.75, 0.5), 60, 100)).toBeCloseTo(
      Math.exp(Math.log(60) - (sigma * sigma) / 2 + sigma * normal),
      10,
    );
  });

  it('cannot have a 95th percentile beyond exp(z²/2) of its mean', () => {
    expect(LOGNORMAL_MAX_P95_TO_MEAN).toBeCloseTo(3.8681, 4);
    const at = (p95: number) => lognormalFromMeanAndP95(given(0.75, 0.5), 1, p95);
    expect(at(LOGNORMAL_MAX_P95_TO_MEAN)).toBeCloseTo(at(LOGNORMAL_MAX_P95_TO_MEAN + 1e-12), 5);
  });
});
