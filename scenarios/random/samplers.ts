/** Samplers over a {@link RandomStream}. */
import type { RandomStream } from './stream.js';

/** Upper 5 % point of the standard normal distribution. */
const Z95 = 1.6448536269514722;

/** Exponential with mean 1, by inversion. */
export function exponential(random: RandomStream): number {
  return -Math.log(1 - random.next());
}

/** Standard normal, by the polar method of Marsaglia and Bray. */
export function standardNormal(random: RandomStream): number {
  for (;;) {
    const u = 2 * random.next() - 1;
    const v = 2 * random.next() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** Gamma with this shape and scale 1. Marsaglia and Tsang (2000); a shape below 1 is boosted by U^(1/shape). */
export function gamma(random: RandomStream, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random.next()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Weibull with this shape and scale 1, by inversion. Its mean is Γ(1 + 1/shape). */
export function weibull(random: RandomStream, shape: number): number {
  return exponential(random) ** (1 / shape);
}

/** The largest p95 ÷ mean that a lognormal distribution can have: exp(z²/2). */
export const LOGNORMAL_MAX_P95_TO_MEAN = Math.exp((Z95 * Z95) / 2);

/**
 * Lognormal with this mean and 95th percentile. From ln p95 = μ + zσ and ln mean = μ + σ²/2 follows
 * σ² − 2zσ + 2 ln(p95/mean) = 0; the smaller root is the narrower distribution.
 */
export function lognormalFromMeanAndP95(random: RandomStream, mean: number, p95: number): number {
  const sigma = Z95 - Math.sqrt(Math.max(0, Z95 * Z95 - 2 * Math.log(p95 / mean)));
  const mu = Math.log(mean) - (sigma * sigma) / 2;
  return Math.exp(mu + sigma * standardNormal(random));
}
