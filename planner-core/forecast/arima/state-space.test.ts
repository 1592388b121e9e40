import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noise } from '../../testing/index.js';
import { difference } from './start.js';
import { filter } from './state-space.js';

const PLAIN = { d: 0, intercept: false };
const normal = (error: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (error * error) / variance);

describe('white noise', () => {
  it('has the likelihood of independent values', () => {
    const found = filter([3, 5, 2], { p: 0, q: 0, d: 0, intercept: true }, [4, 2])!;
    expect(found.logLikelihood).toBeCloseTo(normal(-1, 2) + normal(1, 2) + normal(-2, 2), 12);
    expect(found.next).toBeCloseTo(4, 12);
  });

  it('of no values has the likelihood 1', () => {
    expect(filter([], { p: 0, q: 0, ...PLAIN }, [2])).toEqual({ logLikelihood: 0, next: 0 });
  });
});

describe('one lag', () => {
  it('starts from its stationary variance σ² ÷ (1 − φ²)', () => {
    const found = filter([1, 2, 0.5], { p: 1, q: 0, ...PLAIN }, [0.6, 1])!;
    const stationary = 1 / (1 - 0.36);
    expect(found.logLikelihood).toBeCloseTo(normal(1, stationary) + normal(1.4, 1) + normal(-0.7, 1), 9);
    expect(found.next).toBeCloseTo(0.3, 12);
  });

  it('turns about c ÷ (1 − φ) with an intercept', () => {
    const found = filter([10], { p: 1, q: 0, d: 0, intercept: true }, [4, 0.6, 1])!;
    expect(found.logLikelihood).toBeCloseTo(normal(0, 1 / 0.64), 9);
    expect(found.next).toBeCloseTo(4 + 0.6 * 10, 9);
  });
});

describe('a moving average', () => {
  it('has neighbours that hang together by θσ²', () => {
    // two values are jointly normal with variance (1 + θ²)σ² and covariance θσ²
    const [a, b] = [1.5, -0.5];
    const [variance, covariance] = [1.25 * 2, 0.5 * 2];
    const determinant = variance ** 2 - covariance ** 2;
    const form = (variance * (a * a + b * b) - 2 * covariance * a * b) / determinant;
    const found = filter([a, b], { p: 0, q: 1, ...PLAIN }, [0.5, 2])!;
    expect(found.logLikelihood).toBeCloseTo(-Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * form, 9);
  });

  it('foretells the share of the last shock', () => {
    const shocks = noise(60, 4);
    const values = shocks.map((shock, t) => shock + 0.5 * (shocks[t - 1] ?? 0));
    expect(filter(values, { p: 0, q: 1, ...PLAIN }, [0.5, 1])!.next).toBeCloseTo(0.5 * shocks.at(-1)!, 9);
  });
});

/** The density of a zero-mean normal series with these autocovariances, by Cholesky's decomposition. */
function jointly(values: readonly number[], covariance: (lag: number) => number): number {
  const lower: number[][] = [];
  const scaled: number[] = [];
  let logLikelihood = 0;
  values.forEach((value, i) => {
    const row: number[] = [];
    for (let j = 0; j < i; j++) {
      const sum = row.reduce((total, x, k) => total + x * lower[j]![k]!, 0);
      row.push((covariance(i - j) - sum) / lower[j]![j]!);
    }
    const pivot = Math.sqrt(covariance(0) - row.reduce((total, x) => total + x * x, 0));
    scaled.push((value - row.reduce((total, x, k) => total + x * scaled[k]!, 0)) / pivot);
    lower.push([...row, pivot]);
    logLikelihood += normal(scaled.at(-1)!, 1) - Math.log(pivot);
  });
  return logLikelihood;
}

it('ARMA(1, 1) has the joint density of its autocovariances (Brockwell & Davis, ch. 3)', () => {
  const coefficient = fc.double({ min: -0.9, max: 0.9, noNaN: true });
  const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(coefficient, coefficient, fc.double({ min: 0.2, max: 4, noNaN: true }), values, (phi, theta, v, xs) => {
      const first = (v * (1 + 2 * phi * theta + theta ** 2)) / (1 - phi ** 2);
      const second = (v * (1 + phi * theta) * (phi + theta)) / (1 - phi ** 2);
      const covariance = (lag: number) => (lag === 0 ? first : second * phi ** (lag - 1));
      const found = filter(xs, { p: 1, q: 1, ...PLAIN }, [phi, theta, v])!;
      expect(found.logLikelihood).toBeCloseTo(jointly(xs, covariance), 6);
    }),
  );
});

describe('differences', () => {
  const values = [5, 7, 6, 10, 12, 11];

  it('once: a random walk with drift, its first value not counted', () => {
    const found = filter(values, { p: 0, d: 1, q: 0, intercept: true }, [0.5, 3])!;
    const steps = difference(values, 1).map((step) => normal(step - 0.5, 3));
    expect(found.logLikelihood).toBeCloseTo(
      steps.reduce((sum, one) => sum + one, 0),
      5,
    );
    expect(found.next).toBeCloseTo(11.5, 6);
  });

  it('twice: the last slope goes on', () => {
    const found = filter(values, { p: 0, d: 2, q: 0, intercept: false }, [3])!;
    expect(found.next).toBeCloseTo(11 + (11 - 12), 3);
  });

  it('of a lagged process: the lag is one of steps', () => {
    const found = filter(values, { p: 1, d: 1, q: 0, intercept: false }, [0.5, 3])!;
    expect(found.next).toBeCloseTo(11 + 0.5 * (11 - 12), 5);
  });
});

describe('what has no likelihood', () => {
  it.each([
    ['a unit root', { p: 1, q: 0, d: 0, intercept: false }, [1, 1]],
    ['a unit root with an intercept', { p: 1, q: 0, d: 0, intercept: true }, [1, 1, 1]],
    ['an explosive lag', { p: 1, q: 0, d: 0, intercept: false }, [1.2, 1]],
    ['shocks of no variance', { p: 0, q: 0, d: 0, intercept: false }, [0]],
    ['a variance that is no number', { p: 0, q: 0, d: 0, intercept: false }, [Number.NaN]],
  ])('%s', (_what, order, parameters) => {
    expect(filter([1, 2, 3], order, parameters)).toBeUndefined();
  });
});
