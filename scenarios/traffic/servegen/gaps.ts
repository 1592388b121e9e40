/** Gaps of mean 1 for one window of a client. */
import { gamma, logGamma, type RandomStream, weibull } from '../../random/index.js';
import type { ClientWindow } from './pool.js';

/** Draws gaps of mean 1. */
export interface Gaps {
  next(random: RandomStream): number;
  /** From a moment at random to the next arrival: a share of a gap that is the likelier hit the longer it is. */
  residual(random: RandomStream): number;
}

/**
 * Gamma as fitted. A Weibull window was fitted by likelihood and shows only 0.8 of the observed CV, so its shape is taken
 * from the CV instead.
 */
export function gapsOf({ process, shape, cv }: ClientWindow): Gaps {
  if (process !== 'weibull') {
    return {
      next: (random) => gamma(random, shape) / shape,
      residual: (random) => (random.next() * gamma(random, shape + 1)) / shape,
    };
  }
  const k = weibullShape(cv) ?? shape;
  const mean = Math.exp(logGamma(1 + 1 / k));
  return {
    next: (random) => weibull(random, k) / mean,
    // x f(x) of a Weibull: x^k is Gamma distributed with shape 1 + 1/k
    residual: (random) => (random.next() * gamma(random, 1 + 1 / k) ** (1 / k)) / mean,
  };
}

const LEAST_SHAPE = 0.1;
const MOST_SHAPE = 100;

/** The Weibull shape with this coefficient of variation, by bisection; `undefined` where none between 0.1 and 100 has. */
export function weibullShape(cv: number): number | undefined {
  const cvOf = (k: number) => Math.sqrt(Math.max(0, Math.exp(logGamma(1 + 2 / k) - 2 * logGamma(1 + 1 / k)) - 1));
  if (!(cv <= cvOf(LEAST_SHAPE) && cv >= cvOf(MOST_SHAPE))) return undefined;
  let low = LEAST_SHAPE;
  let high = MOST_SHAPE;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (cvOf(middle) > cv) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
