/** Which renewal process the gaps look like: fits by maximum likelihood, and how far each is off (Kolmogorov–Smirnov). */
import { logGamma } from '../../random/index.js';
import { incompleteGamma } from './incomplete-gamma.js';

/** One family, fitted. */
export interface GapFit {
  readonly family: 'exponential' | 'gamma' | 'weibull';
  readonly shape?: number;
  /** Largest distance of the two distribution functions. */
  readonly ks: number;
}

/** Fits to gaps above 0; `undefined` where more than a tenth are 0, since a coarse clock is no process. */
export function gapFits(gaps: readonly number[]): GapFit[] | undefined {
  const positive = Float64Array.from(gaps.filter((gap) => gap > 0)).sort();
  if (positive.length < 100 || positive.length < 0.9 * gaps.length) return undefined;
  const mean = positive.reduce((sum, gap) => sum + gap, 0) / positive.length;
  const gammaFit = gammaShape(positive, mean);
  const weibullFit = weibullShape(positive);
  const weibullScale = mean / Math.exp(logGamma(1 + 1 / weibullFit));
  return [
    { family: 'exponential', ks: ks(positive, (gap) => 1 - Math.exp(-gap / mean)) },
    { family: 'gamma', shape: gammaFit, ks: ks(positive, (gap) => incompleteGamma(gammaFit, (gap * gammaFit) / mean)) },
    {
      family: 'weibull',
      shape: weibullFit,
      ks: ks(positive, (gap) => 1 - Math.exp(-((gap / weibullScale) ** weibullFit))),
    },
  ];
}

/** Newton on ln k − ψ(k) = ln(mean) − mean(ln), from the usual closed form. */
function gammaShape(gaps: Float64Array, mean: number): number {
  const s = Math.log(mean) - gaps.reduce((sum, gap) => sum + Math.log(gap), 0) / gaps.length;
  let k = (3 - s + Math.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s);
  for (let i = 0; i < 20; i++) {
    const step = (Math.log(k) - digamma(k) - s) / (1 / k - trigamma(k));
    k = Math.max(k / 2, k - step);
  }
  return k;
}

/** Bisection on the likelihood equation Σ x^k ln x / Σ x^k − 1/k = mean(ln x). */
function weibullShape(gaps: Float64Array): number {
  const logs = gaps.map(Math.log);
  const meanLog = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const top = logs.at(-1)!;
  const excess = (k: number) => {
    let weights = 0;
    let weighted = 0;
    for (const log of logs) {
      const weight = Math.exp(k * (log - top));
      weights += weight;
      weighted += weight * log;
    }
    return weighted / weights - 1 / k - meanLog;
  };
  let low = 0.05;
  let high = 50;
  for (let i = 0; i < 40; i++) {
    const middle = Math.sqrt(low * high);
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}

function ks(sorted: Float64Array, cdf: (gap: number) => number): number {
  let worst = 0;
  for (let i = 0; i < sorted.length; i++) {
    const p = cdf(sorted[i]!);
    worst = Math.max(worst, p - i / sorted.length, (i + 1) / sorted.length - p);
  }
  return worst;
}

/** Asymptotic series after shifting the argument above 6. */
function digamma(x: number): number {
  let shifted = 0;
  let at = x;
  for (; at < 6; at++) shifted -= 1 / at;
  const inverse = 1 / (at * at);
  return shifted + Math.log(at) - 0.5 / at - inverse * (1 / 12 - inverse * (1 / 120 - inverse / 252));
}

function trigamma(x: number): number {
  let shifted = 0;
  let at = x;
  for (; at < 6; at++) shifted += 1 / (at * at);
  const inverse = 1 / (at * at);
  return shifted + 1 / at + inverse / 2 + (inverse / at) * (1 / 6 - inverse * (1 / 30 - inverse / 42));
}
