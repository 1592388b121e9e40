import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { FORECAST_KINDS, forecastSchema } from './forecast.js';

describe('forecasts', () => {
  it('are these', () => {
    expect(FORECAST_KINDS).toEqual([
      'constant',
      'moving-average',
      'seasonal-naive',
      'ets',
      'kalman',
      'arima',
      'prophet',
    ]);
  });

  it.each([
    [{ kind: 'constant' }, { log1p: false }],
    [{ kind: 'moving-average' }, { window: 5, log1p: false }],
    [
      { kind: 'seasonal-naive', period: 24 },
      { period: 24, log1p: false },
    ],
    [{ kind: 'ets' }, { window: 100, log1p: false }],
    // Dynamo's: Q = diag(1, 0.1), R = 10, five points
    [{ kind: 'kalman' }, { q_level: 1, q_trend: 0.1, r: 10, min_points: 5, log1p: false }],
    [{ kind: 'arima' }, { window: 100, log1p: false }],
    [{ kind: 'prophet' }, { window: 50, log1p: false }],
  ])('%j has the defaults %j', (spec, defaults) => {
    expect(forecastSchema.parse(spec)).toEqual({ ...spec, ...defaults });
  });

  it('of a season need its length', () => {
    expect(forecastSchema.safeParse({ kind: 'seasonal-naive' }).success).toBe(false);
    expect(forecastSchema.safeParse({ kind: 'constant', window: 5 }).success).toBe(false);
  });
});

itHasLimits(forecastSchema, { kind: 'ets' }, [
  ['window', [1, 1000], [0, 1.5]],
  ['period', [2, 288, undefined], [1, 0]],
  ['log1p', [true, false], ['yes']],
]);

describe('kalman', () => {
  itHasLimits(forecastSchema, { kind: 'kalman' }, [
    ['q_level', [0.001], [0]],
    ['q_trend', [0.001], [0]],
    ['r', [0.001], [0]],
    ['min_points', [1], [0]],
  ]);
});
