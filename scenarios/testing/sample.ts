/** Samples of random numbers, held against what theory says of them. */
import { type RandomStream, randomStream } from '../random/index.js';

/** So many draws of a sampler, from the stream of this name. */
export function draw(count: number, sampler: (random: RandomStream) => number, name = 'sample', seed = 1): number[] {
  const random = randomStream(seed, name);
  return Array.from({ length: count }, () => sampler(random));
}

/** The mean; NaN of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of the whole, not of a sample of it. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** How many standard errors the mean of a sample is off. */
export function meanIsOffBy(sample: readonly number[], expected: number): number {
  return Math.abs(meanOf(sample) - expected) / Math.sqrt(varianceOf(sample) / sample.length);
}

/** How many standard errors the variance of a sample is off; the error of a variance is √((μ₄ − σ⁴) / n). */
export function varianceIsOffBy(sample: readonly number[], expected: number): number {
  const mean = meanOf(sample);
  const fourth = meanOf(sample.map((value) => (value - mean) ** 4));
  const variance = varianceOf(sample);
  return Math.abs(variance - expected) / Math.sqrt((fourth - variance * variance) / sample.length);
}

/** Largest distance of a sample's distribution function from the given one, in units of 1/√n; above 1.95 one time in 1000. */
export function kolmogorov(sample: readonly number[], cdf: (value: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce((most, value, i) => Math.max(most, cdf(value) - i / n, (i + 1) / n - cdf(value)), 0);
  return distance * Math.sqrt(n);
}
