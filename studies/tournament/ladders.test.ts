/** Ladders climb: each rung is at least as careful as those before it, in the field that is the policy's dial. */
import { describe, expect, it } from 'vitest';
import type { PlannerSpec } from '../../scenarios/index.js';
import { MADE_FACTS } from '../testing/index.js';
import type { LadderContext } from './ladder.js';
import { LADDERS } from './ladders.js';

const CONTEXT: LadderContext = {
  facts: MADE_FACTS,
  sla: { ttft_ms: 500, tpot_ms: 50 },
  maxReplicas: 16,
  predictor: 'constant',
};
const rungs = (policy: PlannerSpec['policy'], context: Partial<LadderContext> = {}) =>
  LADDERS[policy].rungs({ ...CONTEXT, ...context });
const fieldOf = (policy: PlannerSpec['policy'], field: string) => rungs(policy).map(({ planner }) => planner[field]);

describe('a dial', () => {
  it.each([
    ['headroom', 'attainment', 'up'],
    ['tokenscale', 'headroom', 'up'],
    ['wva-queueing', 'max_batch', 'down'],
    ['heteroscale', 'tokens_per_s_per_gpu', 'down'],
    ['static-peak', 'interval_s', 'down'],
    ['perfect-system', 'interval_s', 'down'],
  ] as const)('of %s turns %s %s', (policy, field, way) => {
    const values = fieldOf(policy, field) as number[];
    expect(values).toEqual(values.toSorted((a, b) => (way === 'up' ? a - b : b - a)));
    expect(new Set(values).size).toBe(values.length);
  });

  it.each(['hpa', 'keda', 'kpa', 'wva-saturation', 'chiron'] as const)(
    'of %s is tried above each least count',
    (policy) => {
      // 1, 1, 1.6 and 2.2 times the mean need of 4, rounded up; the first two are 1 and 4
      expect([...new Set(fieldOf(policy, 'min_replicas'))]).toEqual([1, 4, 7, 9]);
    },
  );

  it('has a least count once, where the most workers are few', () => {
    const least = rungs('hpa', { maxReplicas: 4 }).map(({ planner }) => planner['min_replicas']);
    expect([...new Set(least)]).toEqual([1, 4]);
    expect(least).toHaveLength(2 * 3);
  });
});

it.each(Object.keys(LADDERS) as PlannerSpec['policy'][])('%s has no more workers than everybody', (policy) => {
  for (const { planner } of rungs(policy, { maxReplicas: 3 })) {
    const { max_replicas, min_replicas, min_endpoint } = planner;
    for (const count of [max_replicas, min_replicas, min_endpoint]) {
      if (count !== undefined) expect(count).toBeLessThanOrEqual(3);
    }
  }
});

describe('fixed counts', () => {
  it('grow with the mean need, each role by itself, up to the most', () => {
    const sets = rungs('static', { maxReplicas: 9 }).map((rung) => rung.sets!.map((set) => Number(set.split('=')[1])));
    expect(sets).toEqual([
      [2, 3],
      [3, 4],
      [4, 6],
      [5, 7],
      [6, 9],
      [8, 9],
      [9, 9],
    ]);
  });
});

describe("Dynamo's planners", () => {
  it('are told targets at the promise and below, at two intervals', () => {
    const sla = rungs('dynamo-sla');
    expect(sla).toHaveLength(12);
    expect(new Set(sla.map(({ planner }) => planner['interval_s']))).toEqual(new Set([60, 180]));
    expect(new Set(sla.map(({ planner }) => planner['ttft_ms']))).toEqual(new Set([500, 300]));
    expect(new Set(sla.map(({ planner }) => planner['itl_ms']))).toEqual(new Set([50, 30]));
    expect(sla.every(({ planner }) => planner['max_gpu_budget'] === 32)).toBe(true);
  });

  it('have no target that the promise does not name', () => {
    for (const policy of ['dynamo-sla', 'dynamo-planner'] as const) {
      const [first] = rungs(policy, { sla: { tpot_ms: 50 } });
      expect(JSON.stringify(first!.planner)).not.toContain('ttft_ms');
      expect(JSON.stringify(first!.planner)).toContain('"itl_ms":50');
    }
  });

  it('keep a least of the mean need: of the busiest role, or of each by itself', () => {
    expect([...new Set(fieldOf('dynamo-sla', 'min_endpoint'))]).toEqual([1, 4, 7, 9]);
    const configs = rungs('dynamo-planner').map(({ planner }) => planner['config'] as Record<string, unknown>);
    expect(configs.at(-1)).toMatchObject({ mode: 'disagg', prefill_min_endpoint: 6, decode_min_endpoint: 9 });
    const together = { ...MADE_FACTS, mode: 'aggregated', meanWorkers: { aggregated: 3 } } as const;
    const [, , third] = rungs('dynamo-planner', { facts: together });
    expect(third!.planner['config']).toMatchObject({ mode: 'agg', min_endpoint: 3 });
    expect(third!.planner['config']).not.toHaveProperty('decode_min_endpoint');
  });

  it('forecast by the predictor that they play with', () => {
    expect(rungs('dynamo-sla', { predictor: 'kalman' })[0]!.planner).toMatchObject({ load_predictor: 'kalman' });
    expect(rungs('dynamo-planner', { predictor: 'arima' })[0]!.planner['config']).toMatchObject({
      load_predictor: 'arima',
    });
  });
});

describe('last-value', () => {
  it('climbs by quantiles, at two intervals', () => {
    expect(fieldOf('last-value', 'quantile')).toEqual([0.5, 0.8, 0.95, 0.99, 0.999, 0.5, 0.8, 0.95, 0.99, 0.999]);
  });

  it('has a day as its season, counted in intervals', () => {
    const periods = rungs('last-value', { predictor: 'seasonal-naive' }).map(
      ({ planner }) => (planner['forecast'] as { period: number }).period,
    );
    expect([...new Set(periods)]).toEqual([1440, 480]);
    expect(rungs('last-value', { predictor: 'ets' })[0]!.planner['forecast']).toEqual({ kind: 'ets' });
  });
});
