import { describe, expect, it } from 'vitest';
import { DYNAMO_PLANNER_DEFAULTS, leastOf, PLANNER_RELEASES, sidesOf } from './config.js';

describe('the configuration', () => {
  it('has the defaults of Dynamo 1.6.1', () => {
    expect(DYNAMO_PLANNER_DEFAULTS).toMatchObject({
      mode: 'disagg',
      optimizationTarget: 'throughput',
      ttft_ms: 500,
      itl_ms: 50,
      throughputInterval_s: 180,
      loadInterval_s: 5,
      maxGpuBudget: 8,
      minGpuBudget: -1,
      minEndpoint: 1,
      loadScalingDownSensitivity: 80,
    });
    expect(DYNAMO_PLANNER_DEFAULTS.forecast.predictor).toBe('arima');
  });

  it.each([
    [{}, { prefill: 1, decode: 1 }],
    [{ minEndpoint: 3 }, { prefill: 3, decode: 3 }],
    [
      { minEndpoint: 3, prefillMinEndpoint: 5 },
      { prefill: 5, decode: 3 },
    ],
    [
      { minEndpoint: 3, decodeMinEndpoint: 0 },
      { prefill: 3, decode: 0 },
    ],
  ])('%j has minimums of %j', (fields, least) => {
    expect(leastOf({ ...DYNAMO_PLANNER_DEFAULTS, ...fields })).toEqual(least);
  });

  it.each([
    ['disagg', ['prefill', 'decode']],
    ['prefill', ['prefill']],
    ['decode', ['decode']],
    ['agg', ['decode']],
  ] as const)('mode %s plans %j', (mode, sides) => {
    expect(sidesOf(mode)).toEqual(sides);
  });

  it('knows releases that differ in every rule', () => {
    const { '1.4.2': old, '1.6.1': current } = PLANNER_RELEASES;
    expect(Object.values(old).every((rule) => rule === false)).toBe(true);
    expect(Object.values(current).every((rule) => rule === true)).toBe(true);
    expect(Object.keys(old)).toEqual(Object.keys(current));
  });
});
