import { describe, expect, it } from 'vitest';
import { logGamma } from '../../random/index.js';
import { draw, meanIsOffBy, varianceIsOffBy } from '../../testing/sample.js';
import { gapsOf, weibullShape } from './gaps.js';

const window = { start_s: 0, rps: 1, cv: 2, shape: 0.25 };
const COUNT = 30_000;

describe('gaps of a window', () => {
  it.each(['gamma', 'weibull'] as const)('%s: mean 1, and the observed CV', (process) => {
    const gaps = draw(COUNT, gapsOf({ ...window, process }).next, process);
    expect(meanIsOffBy(gaps, 1)).toBeLessThan(5);
    expect(varianceIsOffBy(gaps, 4)).toBeLessThan(5);
  });

  it('of Gamma have the fitted shape, whatever the CV', () => {
    const gaps = draw(COUNT, gapsOf({ ...window, cv: 9, process: 'gamma', shape: 4 }).next, 'gamma 4');
    expect(varianceIsOffBy(gaps, 0.25)).toBeLessThan(5);
  });

  it('of Weibull have the fitted shape where no shape has the CV', () => {
    // k = 2: variance 4/π − 1
    const gaps = draw(COUNT, gapsOf({ ...window, cv: Number.NaN, process: 'weibull', shape: 2 }).next, 'weibull 2');
    expect(varianceIsOffBy(gaps, 4 / Math.PI - 1)).toBeLessThan(5);
  });
});

describe('from a moment at random to the next arrival', () => {
  it.each(['gamma', 'weibull'] as const)('%s: the mean is (1 + CV²) / 2', (process) => {
    const residuals = draw(COUNT, gapsOf({ ...window, process }).residual, `${process} residual`);
    expect(meanIsOffBy(residuals, 2.5)).toBeLessThan(5);
  });

  it('of a Poisson process is a gap like any other', () => {
    const residuals = draw(
      COUNT,
      gapsOf({ ...window, cv: 1, process: 'gamma', shape: 1 }).residual,
      'poisson residual',
    );
    expect(meanIsOffBy(residuals, 1)).toBeLessThan(5);
    expect(varianceIsOffBy(residuals, 1)).toBeLessThan(5);
  });
});

describe('the shape of a Weibull', () => {
  it.each([0.05, 0.7, 1, 2, 4, 15])('with the CV %d', (cv) => {
    const k = weibullShape(cv)!;
    const mean = Math.exp(logGamma(1 + 1 / k));
    expect(Math.sqrt(Math.exp(logGamma(1 + 2 / k)) / mean ** 2 - 1) / cv).toBeCloseTo(1, 6);
  });

  it('of an exponential is 1', () => expect(weibullShape(1)).toBeCloseTo(1, 8));

  // √(Γ(21) / Γ(11)² − 1) = 429.8 at k = 0.1; 0.0128 at k = 100
  it.each([430, 1e6, 0.01, 0, -1, Number.NaN])('is none with the CV %d', (cv) => {
    expect(weibullShape(cv)).toBeUndefined();
  });
});

describe('a renewal process', () => {
  it.each(['gamma', 'weibull'] as const)(
    '%s, begun by a residual, has arrivals at its rate from the first moment',
    (process) => {
      const { next, residual } = gapsOf({ ...window, process });
      // counts in [0, 2): of an ordinary process that begins with an arrival there would be more or fewer
      const counts = draw(
        4000,
        (random) => {
          let count = 0;
          for (let at = residual(random); at < 2; at += next(random)) count++;
          return count;
        },
        `${process} renewal`,
      );
      expect(meanIsOffBy(counts, 2)).toBeLessThan(5);
    },
  );
});
