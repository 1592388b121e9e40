import { mean, quantile, sampleCorrelation, sampleVariance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { exponential, gamma, lognormalFromMeanAndP95, randomStream, standardNormal } from './index.js';

function draw(count: number, sampler: () => number): number[] {
  return Array.from({ length: count }, sampler);
}

describe('streams', () => {
  it('repeat by seed and name', () => {
    const draws = (seed: number, name: string) => draw(5, randomStream(seed, name).next);
    expect(draws(1, 'a')).toEqual(draws(1, 'a'));
    expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
    expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
  });

  it('do not follow each other', () => {
    const a = draw(20_000, randomStream(1, 'arrivals').next);
    const b = draw(20_000, randomStream(1, 'arrivals2').next);
    expect(Math.abs(sampleCorrelation(a, b))).toBeLessThan(4 / Math.sqrt(20_000));
  });
});

describe('samplers have the moments they promise', () => {
  const random = () => randomStream(7, 'moments');
  const count = 100_000;

  it('exponential', () => {
    const stream = random();
    const sample = draw(count, () => exponential(stream));
    expect(mean(sample)).toBeCloseTo(1, 1);
    expect(sampleVariance(sample)).toBeCloseTo(1, 1);
  });

  it('normal', () => {
    const stream = random();
    const sample = draw(count, () => standardNormal(stream));
    expect(mean(sample)).toBeCloseTo(0, 1);
    expect(sampleVariance(sample)).toBeCloseTo(1, 1);
  });

  it.each([0.25, 0.87, 1, 4])('gamma with shape %d', (shape) => {
    const stream = random();
    const sample = draw(count, () => gamma(stream, shape));
    expect(mean(sample) / shape).toBeCloseTo(1, 1);
    expect(sampleVariance(sample) / shape).toBeCloseTo(1, 1);
  });

  it('lognormal by mean and 95th percentile', () => {
    const stream = random();
    const sample = draw(count, () => lognormalFromMeanAndP95(stream, 60, 100));
    expect(mean(sample) / 60).toBeCloseTo(1, 1);
    expect(quantile(sample, 0.95) / 100).toBeCloseTo(1, 1);
  });
});
