import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foretold, frozen, line, noise } from '../testing/index.js';
import { ets } from './ets.js';

const WINDOW = { window: 100 };
const far = (series: readonly number[], steps: readonly number[], options: Parameters<typeof ets>[0] = WINDOW) =>
  steps.map((step) => foretold(ets(options), series, step));

describe('before five values', () => {
  it.each([
    [[], 0],
    [[3], 3],
    [[3, 8, 13, 18], 18],
  ])('gives the last of %j', (series, last) => {
    expect(far(series, [1, 2, 9])).toEqual([last, last, last]);
  });

  it('and smooths from the fifth on, when it is still too early for a trend', () => {
    const smoothedLevel = foretold(ets(WINDOW), [10, 0, 10, 0, 10]);
    expect(smoothedLevel).toBeGreaterThan(0);
    expect(smoothedLevel).toBeLessThan(10);
    expect(far([3, 8, 13, 18, 23], [1, 5])).toEqual([expect.closeTo(23, 2), expect.closeTo(23, 2)]);
    expect(far([3, 8, 13, 18, 23, 28, 33], [1, 5])).toEqual([expect.closeTo(38, 3), expect.closeTo(58, 3)]);
  });
});

/** Simple exponential smoothing started at the first value: squared one-step errors, and the last level. */
function smoothed(series: readonly number[], alpha: number): { readonly squares: number; readonly level: number } {
  let [level, squares] = [series[0]!, 0];
  for (const value of series.slice(1)) {
    squares += (value - level) ** 2;
    level += alpha * (value - level);
  }
  return { squares, level };
}

describe('the level', () => {
  it('goes on as it was', () => {
    expect(far(new Array(12).fill(40), [1, 3, 30])).toEqual([40, 40, 40]);
  });

  it.each([1, 2, 3, 4, 5])('is smoothed by the share whose one-step errors are least (noise %d)', (seed) => {
    const series = noise(30, seed).map((value) => 100 + 10 * value);
    const shares = line(999, 0.001, 0.001).map((alpha) => smoothed(series, alpha));
    const best = shares.reduce((least, next) => (next.squares < least.squares ? next : least));
    expect(foretold(ets(WINDOW), series)).toBeCloseTo(best.level, 0);
  });

  it('does not extrapolate noise: the forecast is as far as near', () => {
    const series = noise(40, 11).map((value) => 50 + value);
    const [near, distant] = far(series, [1, 50]);
    expect(distant).toBeCloseTo(near!, 1);
  });
});

describe('the trend', () => {
  it('continues a line, up and down', () => {
    expect(far(line(30, 10, 3), [1, 2, 10])).toEqual([100, 103, 127].map((value) => expect.closeTo(value, 6)));
    expect(far(line(30, 200, -2), [1, 5])).toEqual([140, 132].map((value) => expect.closeTo(value, 6)));
  });

  it('is damped where the series levels off', () => {
    const series = Array.from({ length: 30 }, (_, i) => 100 * (1 - 0.9 ** i));
    const ahead = far(series, [1, 2, 3, 40, 80]);
    const slope = series.at(-1)! - series.at(-2)!;
    expect(ahead[0]! - series.at(-1)!).toBeGreaterThan(0);
    expect(ahead[2]! - ahead[1]!).toBeLessThan(ahead[1]! - ahead[0]!);
    expect(ahead[4]).toBeLessThan(series.at(-1)! + 80 * slope);
    expect(ahead[4]! - ahead[3]!).toBeLessThan(ahead[1]! - ahead[0]!);
  });

  it('follows a line that has turned', () => {
    const series = [...line(20, 0, 1), ...line(20, 19, 4)];
    expect(foretold(ets(WINDOW), series)).toBeCloseTo(series.at(-1)! + 4, 0);
  });
});

describe('the season', () => {
  const SEASON = [0, 30, 60, 20];
  const seasonal = (count: number, slope = 0) => line(count, 0, 1).map((i) => 100 + slope * i + SEASON[i % 4]!);

  it.each([1, 2, 3, 4, 5, 8])('comes again %d intervals ahead', (steps) => {
    expect(far(seasonal(40), [steps], { window: 40, period: 4 })[0]).toBeCloseTo(100 + SEASON[(steps - 1) % 4]!, 3);
  });

  it('is known only after two of it and five values', () => {
    const options = { window: 40, period: 4 };
    expect(Math.abs(far(seasonal(12), [3], options)[0]! - 160)).toBeGreaterThan(5);
    expect(far(seasonal(20), [3], options)[0]).toBeCloseTo(160, 1);
  });

  it('rides on a trend', () => {
    const [ahead] = far(seasonal(60, 2), [2], { window: 60, period: 4 });
    expect(Math.abs(ahead! - (100 + 2 * 61 + SEASON[1]!))).toBeLessThan(3);
  });

  it('is left out where there is none', () => {
    const series = noise(60, 5).map((value) => 100 + 5 * value);
    const plain = far(series, [1, 2, 3, 4]);
    const asked = far(series, [1, 2, 3, 4], { window: 100, period: 4 });
    plain.forEach((value, i) => expect(asked[i]).toBeCloseTo(value, 6));
  });
});

describe('any series', () => {
  const series = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 16 });

  it('is foretold in its own unit: four times the values, four times the forecast', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 6 }), (values, steps) => {
        const quadrupled = values.map((value) => 4 * value);
        const [once, four] = [foretold(ets(WINDOW), values, steps), foretold(ets(WINDOW), quadrupled, steps)];
        expect(four).toBeCloseTo(4 * once, 4);
      }),
      { numRuns: 20 },
    );
  });

  it('is foretold from its window alone', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 5, max: 10 }), (values, window) => {
        expect(foretold(ets({ window }), [999, 1, ...values])).toBe(
          foretold(ets({ window }), [999, 1, ...values].slice(-window)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('gives a number', () => {
    fc.assert(
      fc.property(series, (values) => {
        expect(Number.isFinite(foretold(ets({ window: 20, period: 3 }), values, 4))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

it('keeps its values and nothing else between two intervals', () => {
  const smoothing = ets({ window: 3 });
  const before = frozen([1, 2, 3]);
  expect(smoothing.observe(before, 4)).toEqual([2, 3, 4]);
  expect(smoothing.predict(before).state).toBe(before);
});
