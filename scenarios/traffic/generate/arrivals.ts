/** Arrival times: gaps of mean 1, mapped through the inverse of the cumulative rate. */
import { exponential, gamma, logGamma, type RandomStream, weibull } from '../../random/index.js';
import type { ArrivalsSpec } from '../../schema/generator.js';
import type { RatePiece } from './rate.js';

/** Draws gaps of mean 1. */
export function gapSampler(spec: ArrivalsSpec): (random: RandomStream) => number {
  switch (spec.process) {
    case 'poisson':
      return exponential;
    case 'gamma':
      return (random) => gamma(random, spec.shape) / spec.shape;
    case 'weibull': {
      const mean = Math.exp(logGamma(1 + 1 / spec.shape));
      return (random) => weibull(random, spec.shape) / mean;
    }
    case 'constant':
      return () => 1;
  }
}

/**
 * Arrival times one after the other. A change of rate takes effect at its own second, since a gap that spans it is stretched
 * only from there on; a silent stretch is skipped.
 */
export class ArrivalClock {
  private piece = 0;
  /** Expected requests before the current piece, and until the next arrival. */
  private before = 0;
  private expected = 0;

  constructor(
    private readonly pieces: readonly RatePiece[],
    private readonly gap: (random: RandomStream) => number,
    private readonly random: RandomStream,
  ) {}

  /** The next arrival in seconds; `undefined` beyond the end. */
  next_s(): number | undefined {
    this.expected += this.gap(this.random);
    for (; this.piece < this.pieces.length; this.piece++) {
      const { from_s, to_s, rps } = this.pieces[this.piece]!;
      const inPiece = rps * (to_s - from_s);
      if (this.expected - this.before < inPiece) return from_s + (this.expected - this.before) / rps;
      this.before += Math.max(0, inPiece);
    }
    return undefined;
  }
}
