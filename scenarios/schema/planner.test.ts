import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { POLICY_NAMES, plannerSchema, REFERENCE_POLICIES } from './planner.js';

/** The least that each policy must be told. */
const NEEDS: Record<string, object> = {
  heteroscale: { tokens_per_s_per_gpu: 100 },
  schedule: { rows: [{ from_s: 0, replicas: {} }] },
};
const least = (policy: string) => ({ policy, ...NEEDS[policy] });

describe('policies', () => {
  it.each(POLICY_NAMES)('%s needs no more than this, and keeps to it when it is read again', (policy) => {
    const parsed = plannerSchema.parse(least(policy));
    expect(parsed).toMatchObject({ policy, metrics: 'scraped', scrape_interval_s: 5 });
    expect(plannerSchema.parse(parsed)).toEqual(parsed);
  });

  // defaults of the systems themselves: Dynamo's CLI, HPA's sync period, KPA's tick, KEDA's polling, WVA's loop
  it.each([
    ['headroom', 10],
    ['dynamo-sla', 180],
    ['dynamo-planner', 5],
    ['static', 180],
    ['schedule', 60],
    ['hpa', 15],
    ['keda', 15],
    ['kpa', 2],
    ['wva-saturation', 30],
    ['wva-queueing', 30],
    ['heteroscale', 60],
    ['tokenscale', 10],
    ['chiron', 10],
    ['last-value', 180],
    ['oracle', 180],
  ])('%s decides every %d s', (policy, interval_s) => {
    expect(plannerSchema.parse(least(policy)).interval_s).toBe(interval_s);
  });

  it.each(REFERENCE_POLICIES)('%s, a reference, has bounds and an interval and nothing else', (policy) => {
    expect(plannerSchema.parse({ policy })).toEqual({
      policy,
      interval_s: 180,
      metrics: 'scraped',
      scrape_interval_s: 5,
      min_replicas: 1,
      max_replicas: 8,
    });
  });

  it('are told apart by name alone', () => {
    expect(plannerSchema.safeParse({}).success).toBe(false);
    expect(plannerSchema.safeParse({ policy: 'Static' }).success).toBe(false);
    expect(plannerSchema.safeParse({ policy: 'static', min_replicas: 1 }).success).toBe(false);
  });
});

describe('defaults that imitate a system', () => {
  it("dynamo-sla: those of its release 0.5's command line", () => {
    expect(plannerSchema.parse({ policy: 'dynamo-sla' })).toMatchObject({
      version: '0.5.1',
      max_gpu_budget: 8,
      min_endpoint: 1,
      load_predictor: 'constant',
      load_prediction_window_size: 50,
      no_correction: false,
    });
  });

  it('hpa: no stabilisation upwards, five minutes downwards, a tenth of tolerance', () => {
    expect(plannerSchema.parse({ policy: 'hpa' })).toMatchObject({
      metric: 'queue',
      target: 5,
      tolerance: 0.1,
      behavior: {
        scale_up: { stabilization_window_s: 0, select_policy: 'Max' },
        scale_down: { stabilization_window_s: 300, select_policy: 'Max' },
      },
    });
  });

  it('keda: cools down for five minutes', () => {
    expect(plannerSchema.parse({ policy: 'keda' })).toMatchObject({ cooldown_s: 300, activation_queue: 0 });
  });

  it('kpa: a minute, a tenth of it for panic, from twice the capacity on', () => {
    expect(plannerSchema.parse({ policy: 'kpa' })).toMatchObject({
      stable_window_s: 60,
      panic_window_percentage: 10,
      panic_threshold_percentage: 200,
      max_scale_up_rate: 1000,
      max_scale_down_rate: 2,
    });
  });

  it('wva-saturation: its four thresholds', () => {
    expect(plannerSchema.parse({ policy: 'wva-saturation' })).toMatchObject({
      kv_cache_threshold: 0.8,
      queue_length_threshold: 5,
      kv_spare_trigger: 0.1,
      queue_spare_trigger: 3,
    });
  });

  it('dynamo-planner: an empty configuration is its own defaults', () => {
    expect(plannerSchema.parse({ policy: 'dynamo-planner' })).toMatchObject({ version: '1.6.1', config: {} });
  });
});

itHasLimits(plannerSchema, least('headroom'), [
  ['interval_s', [0.1, 600], [0, -1, '10']],
  ['metrics', ['scraped', 'exact'], ['true']],
  ['scrape_interval_s', [1], [0]],
  ['attainment', [0.01, 0.99], [0, 1]],
  ['gpu_budget', [1, undefined], [0, 1.5]],
  ['min_replicas', [0, 1], [-1, 0.5]],
  ['max_replicas', [1], [0]],
  ['forecast', [{ kind: 'constant' }, { kind: 'ets', period: 2 }, undefined], [{}, { kind: 'magic' }, 'constant']],
]);

describe('dynamo-sla', () => {
  itHasLimits(plannerSchema, least('dynamo-sla'), [
    ['version', ['0.4.0', '0.4.1', '0.5.0', '0.5.1', '1.0.2'], ['0.5', 0.5, '1.4.2']],
    ['ttft_ms', [1, undefined], [0]],
    ['itl_ms', [1, undefined], [0]],
    ['max_gpu_budget', [-1, 0, 8], [-2, 1.5]],
    ['min_endpoint', [0, 1], [-1]],
    ['load_predictor', ['constant', 'arima', 'prophet', 'kalman'], ['ets']],
    ['load_prediction_window_size', [1], [0]],
  ]);
});

describe('hpa', () => {
  itHasLimits(plannerSchema, least('hpa'), [
    ['metric', ['queue', 'concurrency', 'kv_usage', 'request_rate'], ['cpu']],
    ['target', [0.01], [0]],
    ['tolerance', [0, 1], [-0.1, 1.1]],
    ['behavior.scale_up.stabilization_window_s', [0, 60], [-1]],
    ['behavior.scale_up.select_policy', ['Max', 'Min', 'Disabled'], ['max']],
    [
      'behavior.scale_down.policies',
      [[], [{ type: 'Pods', value: 1, period_s: 60 }], [{ type: 'Percent', value: 100, period_s: 15 }]],
      [
        [{ type: 'Pods', value: 0, period_s: 60 }],
        [{ type: 'Pods', value: 1, period_s: 0 }],
        [{ type: 'Nodes', value: 1, period_s: 1 }],
      ],
    ],
  ]);
});

describe('kpa', () => {
  itHasLimits(plannerSchema, least('kpa'), [
    ['target_concurrency', [0.5], [0]],
    ['panic_window_percentage', [1, 100], [0.5, 101]],
    ['panic_threshold_percentage', [110, 1000], [100, 109]],
    ['max_scale_up_rate', [1], [0.5]],
    ['max_scale_down_rate', [1], [0.5]],
  ]);
});

describe('schedule', () => {
  itHasLimits(plannerSchema, least('schedule'), [
    ['period_s', [1, 86_400], [0]],
    ['rows', [[{ from_s: 0, replicas: { prefill: 0, decode: 3 } }]], [[], undefined, [{ from_s: -1, replicas: {} }]]],
    ['rows.0.replicas', [{}, { aggregated: 2 }], [{ prefil: 1 }, { decode: -1 }]],
  ]);
});

describe('others', () => {
  it.each([
    ['keda', { cooldown_s: -1 }],
    ['keda', { target_queue: 0 }],
    ['wva-saturation', { kv_cache_threshold: 1.1 }],
    ['wva-queueing', { max_batch: 0 }],
    ['heteroscale', { tokens_per_s_per_gpu: undefined }],
    ['heteroscale', { scale_in_threshold: 1.1 }],
    ['tokenscale', { network_gb_per_s: 0 }],
    ['tokenscale', { headroom: -0.1 }],
    ['chiron', { utilisation: 0 }],
    ['chiron', { utilisation: 1.1 }],
    ['last-value', { quantile: 1 }],
    ['dynamo-planner', { config: '' }],
    ['dynamo-planner', { version: '1.4' }],
  ])('%s refuses %j', (policy, changes) => {
    expect(plannerSchema.safeParse({ ...least(policy), ...changes }).success).toBe(false);
  });

  it.each([
    ['chiron', { utilisation: 1 }],
    ['tokenscale', { headroom: 0 }],
    ['last-value', { quantile: 0.99, forecast: { kind: 'kalman' } }],
    ['dynamo-planner', { config: 'planner.yaml' }],
    ['dynamo-planner', { config: { mode: 'agg' } }],
    ['heteroscale', { scale_out_threshold: 0, scale_in_threshold: 0 }],
  ])('%s takes %j', (policy, changes) => {
    expect(plannerSchema.safeParse({ ...least(policy), ...changes }).success).toBe(true);
  });
});

describe('defaults of the other planners', () => {
  it.each<[string, object]>([
    ['headroom', { min_replicas: 1, max_replicas: 8, attainment: 0.95 }],
    ['keda', { target_queue: 5, activation_queue: 0, tolerance: 0.1, min_replicas: 1, max_replicas: 8 }],
    ['wva-queueing', { max_batch: 256, min_replicas: 1, max_replicas: 8 }],
    ['heteroscale', { prefill_per_decode: 0.5, scale_out_threshold: 0.1, scale_in_threshold: 0.2, cooldown_s: 300 }],
    ['tokenscale', { headroom: 0.1 }],
    ['chiron', { utilisation: 0.7, max_batch: 256 }],
    ['last-value', { forecast: { kind: 'constant', log1p: false }, interval_s: 180 }],
    ['schedule', { period_s: 86_400 }],
  ])('%s: %j', (policy, defaults) => expect(plannerSchema.parse(least(policy))).toMatchObject(defaults));

  it('leave open what has none: a budget, a forecast, a quantile, a link', () => {
    const open = (policy: string, field: string) => field in plannerSchema.parse(least(policy));
    expect(open('headroom', 'gpu_budget') || open('headroom', 'forecast')).toBe(false);
    expect(open('last-value', 'quantile') || open('tokenscale', 'network_gb_per_s')).toBe(false);
    expect(open('dynamo-sla', 'ttft_ms') || open('dynamo-sla', 'itl_ms')).toBe(false);
  });

  it('of step limits are those of Kubernetes where none are said', () => {
    const { behavior } = plannerSchema.parse(least('hpa')) as { behavior: { scale_up: object; scale_down: object } };
    expect('policies' in behavior.scale_up || 'policies' in behavior.scale_down).toBe(false);
  });
});

describe('fields of one policy are unknown to another', () => {
  it.each([
    ['static', 'min_replicas', 1],
    ['dynamo-planner', 'min_replicas', 1],
    ['schedule', 'max_replicas', 5],
    ['hpa', 'target_queue', 5],
    ['keda', 'metric', 'queue'],
    ['kpa', 'behavior', {}],
    ['headroom', 'version', '1.6.1'],
    ['oracle', 'forecast', { kind: 'constant' }],
  ])('%s has no %s', (policy, field, value) => {
    const parsed = plannerSchema.safeParse({ ...least(policy), [field]: value });
    expect(parsed.error!.issues).toMatchObject([{ code: 'unrecognized_keys', keys: [field] }]);
  });
});
