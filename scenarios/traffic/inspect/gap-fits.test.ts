import { describe, expect, it } from 'vitest';
import { exponential, gamma, logGamma, type RandomStream, weibull } from '../../random/index.js';
import { draw, meanOf } from '../../testing/sample.js';
import { gapFits } from './gap-fits.js';

const COUNT = 5000;
/** Above it one time in 1000, were the family the right one. */
const FAR = 1.95 / Math.sqrt(COUNT);
const fitsOf = (sampler: (random: RandomStream) => number) => {
  const [e, g, w] = gapFits(draw(COUNT, sampler, 'fits'))!;
  return { exponential: e!, gamma: g!, weibull: w! };
};

describe('fits of gaps', () => {
  it('are of three families, the simplest first', () => {
    expect(Object.values(fitsOf(exponential)).map(({ family }) => family)).toEqual(['exponential', 'gamma', 'weibull']);
  });

  it.each([0.3, 1, 3])('find the shape %d of a Gamma, whatever the scale', (shape) => {
    const { gamma: fit } = fitsOf((random) => 7000 * gamma(random, shape));
    expect(fit.shape! / shape).toBeCloseTo(1, 1);
    expect(fit.ks).toBeLessThan(FAR);
  });

  it.each([0.5, 1, 2.5])('find the shape %d of a Weibull, whatever the scale', (shape) => {
    const { weibull: fit } = fitsOf((random) => 7000 * weibull(random, shape));
    expect(fit.shape! / shape).toBeCloseTo(1, 1);
    expect(fit.ks).toBeLessThan(FAR);
  });

  it('of an exponential are all three near', () => {
    for (const { ks } of Object.values(fitsOf(exponential))) expect(ks).toBeLessThan(FAR);
  });

  it('tell the families apart: an exponential is far from bursts', () => {
    const bursts = fitsOf((random) => gamma(random, 0.3));
    expect(bursts.exponential.ks).toBeGreaterThan(10 * bursts.gamma.ks);
    expect(bursts.weibull.ks).toBeGreaterThan(bursts.gamma.ks);
  });

  it('measure the largest distance: of 200 gaps alike to an exponential it is 1 − 1/e', () => {
    const [fit] = gapFits(Array.from({ length: 200 }, () => 5))!;
    expect(fit!.ks).toBeCloseTo(1 - 1 / Math.E, 9);
    // halves at 1 and 3, mean 2: just below 3 the step stands at 1/2, the exponential at 1 − e^−1.5
    const [two] = gapFits([...Array(100).fill(1), ...Array(100).fill(3)])!;
    expect(two!.ks).toBeCloseTo(1 - Math.exp(-0.5), 9);
  });
});

describe('fits are none', () => {
  const gaps = draw(200, exponential);
  it.each([
    ['of fewer than 100 gaps', gaps.slice(0, 99)],
    ['where more than a tenth are 0, as of a coarse clock', [...gaps.slice(0, 100), ...Array(12).fill(0)]],
    ['of nothing', []],
  ])('%s', (_name, given) => expect(gapFits(given)).toBeUndefined());

  it('but a tenth of zeros is let be, and left out', () => {
    expect(gapFits([...gaps.slice(0, 180), ...Array(20).fill(0)])).toEqual(gapFits(gaps.slice(0, 180)));
    expect(gapFits(gaps.slice(0, 100))).toHaveLength(3);
  });
});

describe('fits do not mind', () => {
  const gaps = draw(1000, (random) => gamma(random, 0.7), 'invariance');

  it.each([1e-6, 1000, 1e6])('the unit: gaps times %d have the same shapes and distances', (scale) => {
    const [plain, scaled] = [gapFits(gaps)!, gapFits(gaps.map((gap) => gap * scale))!];
    plain.forEach(({ family, shape, ks }, i) => {
      expect(scaled[i]!.family).toBe(family);
      expect(scaled[i]!.ks).toBeCloseTo(ks, 6);
      if (shape !== undefined) expect(scaled[i]!.shape! / shape).toBeCloseTo(1, 6);
    });
  });

  it('the order of the gaps', () => expect(gapFits([...gaps].reverse())).toEqual(gapFits(gaps)));

  it('a fit of maximum likelihood: ln k − ψ(k) is that of the gaps', () => {
    const shape = gapFits(gaps)![1]!.shape!;
    const s = Math.log(meanOf(gaps)) - meanOf(gaps.map(Math.log));
    // ψ by a central difference of ln Γ
    const digamma = (logGamma(shape + 1e-5) - logGamma(shape - 1e-5)) / 2e-5;
    expect(Math.log(shape) - digamma).toBeCloseTo(s, 5);
  });
});
