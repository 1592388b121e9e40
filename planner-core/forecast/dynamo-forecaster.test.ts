/** What docs/reference/predictors.md says of the releases, row by row. */
import { describe, expect, it } from 'vitest';
import { daily, foretold, line, noisyDays } from '../testing/index.js';
import {
  type DynamoForecastOptions,
  type DynamoPredictor,
  dynamoForecaster,
  type PredictorRelease,
} from './dynamo-forecaster.js';
import { warmUp } from './forecaster.js';
import { KALMAN_DEFAULTS, kalman } from './kalman.js';

const SEED = ['0.4.0', '0.4.1', '0.5.0', '0.5.1'] as const;
const LATE = ['1.0.2', '1.4.2', '1.6.1'] as const;
const RELEASES: readonly PredictorRelease[] = [...SEED, ...LATE];
const PREDICTORS: readonly DynamoPredictor[] = ['constant', 'arima', 'kalman', 'prophet'];

function make(release: PredictorRelease, predictor: DynamoPredictor, more: Partial<DynamoForecastOptions> = {}) {
  const options = { predictor, log1p: false, prophetWindow: 50, kalman: KALMAN_DEFAULTS, ...more };
  return dynamoForecaster(release, options, 60);
}

const pairs = RELEASES.flatMap((release) => PREDICTORS.map((predictor) => [release, predictor] as const));

describe.each(pairs)('%s %s', (release, predictor) => {
  it('takes NaN for 0', () => {
    const one = make(release, predictor);
    const state = one.observe(one.initialState, 9);
    expect(one.observe(state, Number.NaN)).toEqual(one.observe(state, 0));
  });

  it('gives the last value of a few, and 0 of none', () => {
    const one = make(release, predictor);
    expect(foretold(one, [])).toBe(0);
    expect(foretold(one, [9])).toBe(9);
  });
});

describe('idle time before the first traffic', () => {
  const early = [0, 0, 0, 20, 30, 20, 30, 25];

  it.each(['0.4.0', '0.4.1'] as const)('counts in %s', (release) => {
    const one = make(release, 'arima', { prophetWindow: 20 });
    expect(foretold(one, early)).not.toBe(foretold(one, early.slice(3)));
  });

  it.each(['0.5.0', '0.5.1', ...LATE] as const)('is left out in %s', (release) => {
    const one = make(release, 'arima');
    expect(foretold(one, early)).toBe(foretold(one, early.slice(3)));
  });

  it('is waited out again after a warm-up', () => {
    const one = make('1.6.1', 'constant');
    const warm = warmUp(one, [5, 6]);
    expect(one.predict(one.observe(warm, 0)).prediction.point).toBe(6);
  });
});

describe('arima', () => {
  it.each([
    ['0.4.0', 0],
    ['0.4.1', 0],
    ['0.5.0', 40],
    ['0.5.1', 40],
    ['1.0.2', 40],
    ['1.4.2', 40],
    ['1.6.1', 40],
  ] as const)('%s foretells %d for a series that stays at 40', (release, point) => {
    expect(foretold(make(release, 'arima'), new Array(8).fill(40))).toBe(point);
  });

  it('is fitted over a window until 0.5, and over everything since', () => {
    const series = [500, 100, 30, 35, 31, 36, 30];
    const windowed = make('0.5.1', 'arima', { prophetWindow: 5 });
    expect(foretold(windowed, series)).toBe(foretold(windowed, series.slice(-5)));
    const whole = make('1.6.1', 'arima', { prophetWindow: 5 });
    expect(foretold(whole, series)).not.toBe(foretold(whole, series.slice(-5)));
  });

  it('keeps its order since 1.0, and chooses anew each time before', () => {
    const series = [30, 45, 31, 46, 30, 44, 31, 45];
    const modelAfter = (release: PredictorRelease) => {
      const one = make(release, 'arima');
      return JSON.stringify(one.predict(series.reduce(one.observe, one.initialState)).state);
    };
    expect(modelAfter('0.5.1')).not.toContain('"model"');
    expect(modelAfter('1.4.2')).toContain('"model"');
  });
});

describe('kalman', () => {
  const few = [3, 9, 27];

  it('foretells from the first value on in 1.0.2, and waits for its least number of values since', () => {
    const eager = foretold(kalman({ ...KALMAN_DEFAULTS, minPoints: 0 }), few);
    expect(foretold(make('1.0.2', 'kalman'), few)).toBe(eager);
    expect(foretold(make('1.4.2', 'kalman'), few)).toBe(27);
    expect(foretold(make('1.6.1', 'kalman'), few)).toBe(27);
  });

  it('takes its settings', () => {
    const settings = { qLevel: 5, qTrend: 2, r: 1, minPoints: 2 };
    expect(foretold(make('1.6.1', 'kalman', { kalman: settings }), few)).toBe(foretold(kalman(settings), few));
  });
});

describe('forecasts below 0', () => {
  const falling = line(12, 110, -10);

  it('are given until 1.0.2', () => {
    expect(foretold(make('1.0.2', 'kalman'), falling, 4)).toBeLessThan(0);
    expect(foretold(make('0.5.1', 'prophet'), falling, 4)).toBeLessThan(0);
  });

  it.each(['1.4.2', '1.6.1'] as const)('are none in %s', (release) => {
    expect(foretold(make(release, 'kalman'), falling, 4)).toBe(0);
    expect(foretold(make(release, 'prophet'), falling, 4)).toBe(0);
  });

  it('are none where the logarithm is forecast, in any release', () => {
    for (const release of LATE) {
      expect(foretold(make(release, 'kalman', { log1p: true }), falling, 4)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('prophet', () => {
  const rising = line(10, 100, 10);

  it('asks for the next interval, but in 1.0.2 for so many seconds after the start: a point inside the history', () => {
    expect(foretold(make('1.6.1', 'prophet'), rising)).toBeCloseTo(200, 0);
    expect(foretold(make('0.5.1', 'prophet'), rising)).toBeCloseTo(200, 0);
    // ten values a minute apart: 10 s are a sixth of the way to the second
    expect(foretold(make('1.0.2', 'prophet'), rising)).toBeCloseTo(100 + 10 / 6, 0);
  });

  it('keeps its window', () => {
    const one = make('1.6.1', 'prophet', { prophetWindow: 6 });
    const kept = one.predict(rising.reduce(one.observe, one.initialState)).state as { inner: { values: number[] } };
    expect(kept.inner.values).toEqual(rising.slice(-6));
  });

  it('takes a step for a second in the seed era: no season fits into its window', () => {
    const step_s = 10_800;
    const options = { predictor: 'prophet', log1p: false, prophetWindow: 60, kalman: KALMAN_DEFAULTS } as const;
    const error = (release: PredictorRelease) =>
      Math.abs(foretold(dynamoForecaster(release, options, step_s), noisyDays(17, step_s), 2) - daily(18 * step_s));
    expect(error('1.6.1')).toBeLessThan(10);
    expect(error('0.5.1')).toBeGreaterThan(25);
  });
});

it('constant ignores the logarithm: its last value is exact', () => {
  expect(foretold(make('1.6.1', 'constant', { log1p: true }), [3, 7.3])).toBe(7.3);
});
