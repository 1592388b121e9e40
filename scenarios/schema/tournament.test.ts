import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { FORECAST_KINDS } from './forecast.js';
import { POLICY_NAMES } from './planner.js';
import { tournamentSchema } from './tournament.js';

describe('a tournament', () => {
  it('is played by all, with two predictors, on three seeds and judged on five others', () => {
    expect(tournamentSchema.parse({})).toEqual({
      predictors: ['constant', 'kalman'],
      attainment: 0.95,
      seeds: 3,
      judging_seeds: 5,
      max_replicas: 16,
    });
  });

  it('may be played by every policy and predictor there is', () => {
    const all = { policies: [...POLICY_NAMES], predictors: [...FORECAST_KINDS] };
    expect(tournamentSchema.parse(all)).toMatchObject(all);
  });
});

itHasLimits(tournamentSchema, {}, [
  ['policies', [['static'], undefined], [[], ['magic']]],
  ['predictors', [['ets']], [[], ['lstm']]],
  ['traffics', [{ burst: { format: 'azure', path: 't' } }], [{ burst: { format: 'azure' } }, []]],
  ['startups_s', [[0, 60]], [[], [-1]]],
  ['attainment', [0.5], [0, 1]],
  ['seeds', [1], [0]],
  ['judging_seeds', [2], [1]],
  ['max_replicas', [1], [0]],
]);
