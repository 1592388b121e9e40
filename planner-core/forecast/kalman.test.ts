import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foretold, frozen, line, noise } from '../testing/index.js';
import { KALMAN_DEFAULTS, type KalmanOptions, type KalmanState, kalman } from './kalman.js';

const DEFAULTS: KalmanOptions = { qLevel: 1, qTrend: 0.1, r: 10, minPoints: 0 };
const series = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 25 });

function stateAfter(values: readonly number[], options: KalmanOptions = DEFAULTS): KalmanState {
  const filter = kalman(options);
  return values.reduce(filter.observe, filter.initialState);
}

describe('two values by hand', () => {
  it('the first sets the level, without a trend', () => {
    expect(stateAfter([10])).toEqual({ count: 1, last: 10, level: 10, trend: 0, covariance: [1000, 0, 1000] });
  });

  it('the second moves level and trend by their gains', () => {
    // ahead of it the covariance is [1000 + 1000 + 1, 1000, 1000 + 0.1]; the gains are over 2001 + 10
    const { level, trend, covariance } = stateAfter([10, 12]);
    expect(level).toBeCloseTo(10 + (2 * 2001) / 2011, 12);
    expect(trend).toBeCloseTo((2 * 1000) / 2011, 12);
    expect(covariance[0]).toBeCloseTo((2001 * 10) / 2011, 9);
    expect(covariance[1]).toBeCloseTo((1000 * 10) / 2011, 9);
    expect(covariance[2]).toBeCloseTo(1000.1 - 1000 ** 2 / 2011, 9);
  });

  it('foretells along the trend', () => {
    const { level, trend } = stateAfter([10, 12]);
    for (const steps of [1, 2, 10]) expect(foretold(kalman(DEFAULTS), [10, 12], steps)).toBe(level + steps * trend);
  });
});

/** The textbook filter with whole matrices, F = [[1, 1], [0, 1]], H = [1, 0]; Bar-Shalom, Estimation, ch. 5. */
function textbook(values: readonly number[], { qLevel, qTrend, r }: KalmanOptions): number {
  let [level, trend] = [values[0]!, 0];
  let p = [
    [1000, 0],
    [0, 1000],
  ];
  for (const value of values.slice(1)) {
    const [a, b, c, d] = [p[0]![0]!, p[0]![1]!, p[1]![0]!, p[1]![1]!];
    const q = [
      [a + b + c + d + qLevel, b + d],
      [c + d, d + qTrend],
    ];
    level += trend;
    const s = q[0]![0]! + r;
    const [k0, k1] = [q[0]![0]! / s, q[1]![0]! / s];
    const surprise = value - level;
    level += k0 * surprise;
    trend += k1 * surprise;
    p = [
      [(1 - k0) * q[0]![0]!, (1 - k0) * q[0]![1]!],
      [q[1]![0]! - k1 * q[0]![0]!, q[1]![1]! - k1 * q[0]![1]!],
    ];
  }
  return level + trend;
}

describe('the filter', () => {
  it('agrees with the textbook', () => {
    const options = fc.record({
      qLevel: fc.double({ min: 0.01, max: 10, noNaN: true }),
      qTrend: fc.double({ min: 0.01, max: 10, noNaN: true }),
      r: fc.double({ min: 0.1, max: 100, noNaN: true }),
      minPoints: fc.constant(0),
    });
    fc.assert(
      fc.property(series, options, (values, chosen) => {
        expect(foretold(kalman(chosen), values)).toBeCloseTo(textbook(values, chosen), 5);
      }),
    );
  });

  it('does not mind where zero is', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -500, max: 500 }), (values, shift) => {
        const moved = values.map((value) => value + shift);
        expect(foretold(kalman(DEFAULTS), moved, 3)).toBeCloseTo(foretold(kalman(DEFAULTS), values, 3) + shift, 6);
      }),
    );
  });

  it('does not mind the unit', () => {
    fc.assert(
      fc.property(series, (values) => {
        const doubled = values.map((value) => 2 * value);
        expect(foretold(kalman(DEFAULTS), doubled, 2)).toBeCloseTo(2 * foretold(kalman(DEFAULTS), values, 2), 6);
      }),
    );
  });

  it('stays on a level series', () => {
    expect(foretold(kalman(DEFAULTS), new Array(30).fill(17), 5)).toBeCloseTo(17, 9);
  });

  it('finds a line', () => {
    expect(foretold(kalman(DEFAULTS), line(80, 5, 3), 4)).toBeCloseTo(5 + 3 * 83, 2);
  });

  it('believes a precise measurement and smooths a doubtful one', () => {
    const jump = [...new Array<number>(20).fill(10), 30];
    const exact = stateAfter(jump, { ...DEFAULTS, r: 1e-3 });
    const vague = stateAfter(jump, { ...DEFAULTS, r: 1e4 });
    expect(exact.level).toBeCloseTo(30, 1);
    expect(vague.level).toBeGreaterThan(10);
    expect(vague.level).toBeLessThan(15);
  });

  it('is steadier the less its level may wander', () => {
    const values = noise(60, 3).map((value) => 100 + 10 * value);
    const roughness = (qLevel: number) => {
      const levels = values.map((_, i) => stateAfter(values.slice(0, i + 1), { ...DEFAULTS, qLevel, qTrend: 0 }).level);
      return levels.slice(10).reduce((sum, level, i) => sum + Math.abs(level - levels[i + 9]!), 0);
    };
    expect(roughness(0.01)).toBeLessThan(roughness(1));
    expect(roughness(1)).toBeLessThan(roughness(100));
  });

  it('keeps its variances positive, with noise of zero too', () => {
    const still: KalmanOptions = { qLevel: 0, qTrend: 0, r: 0, minPoints: 0 };
    fc.assert(
      fc.property(series, (values) => {
        const { covariance, level, trend } = stateAfter(values, still);
        expect(covariance[0]).toBeGreaterThanOrEqual(0);
        expect(covariance[2]).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(level) && Number.isFinite(trend)).toBe(true);
      }),
    );
  });
});

describe('the least number of values', () => {
  it('is five by default, as Dynamo has it', () => {
    expect(KALMAN_DEFAULTS).toEqual({ qLevel: 1, qTrend: 0.1, r: 10, minPoints: 5 });
  });

  it.each([
    [[], 0],
    [[3], 3],
    [[3, 9, 27, 81], 81],
  ])('gives the last of %j before it is reached', (values, last) => {
    expect(foretold(kalman(KALMAN_DEFAULTS), values, 4)).toBe(last);
  });

  it('is enough when it is reached', () => {
    const values = [3, 9, 27, 81, 82];
    const { level, trend } = stateAfter(values, KALMAN_DEFAULTS);
    expect(foretold(kalman(KALMAN_DEFAULTS), values)).toBe(level + trend);
  });

  it('of zero still needs one value', () => {
    expect(foretold(kalman(DEFAULTS), [])).toBe(0);
    expect(foretold(kalman(DEFAULTS), [6])).toBe(6);
  });
});

it('has a state that is plain data and is never written into', () => {
  const filter = kalman(KALMAN_DEFAULTS);
  const before = frozen(stateAfter([1, 5, 2, 8, 3], KALMAN_DEFAULTS));
  const copy = JSON.parse(JSON.stringify(before)) as KalmanState;
  expect(filter.observe(before, 7)).toEqual(filter.observe(copy, 7));
  expect(filter.predict(before).state).toBe(before);
});
