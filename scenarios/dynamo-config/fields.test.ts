import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { ALIASES, configSchema, deciding, WITHOUT_EFFECT } from './fields.js';

it("the defaults are Dynamo's", () => {
  expect(configSchema.parse({})).toEqual({
    mode: 'disagg',
    optimization_target: 'throughput',
    enable_throughput_scaling: true,
    enable_load_scaling: false,
    throughput_adjustment_interval_seconds: 180,
    load_adjustment_interval_seconds: 5,
    max_throughput_scaling_replicas: 8,
    max_gpu_budget: 8,
    min_gpu_budget: -1,
    min_endpoint: 1,
    load_predictor: 'arima',
    load_predictor_log1p: false,
    prophet_window_size: 50,
    kalman_q_level: 1,
    kalman_q_trend: 0.1,
    kalman_r: 10,
    kalman_min_points: 5,
    max_num_fpm_samples: 64,
    fpm_sample_bucket_size: 16,
    load_scaling_down_sensitivity: 80,
    load_min_observations: 5,
    speculative_nextn: 0,
    advisory: false,
    enable_power_awareness: false,
  });
});

itHasLimits(configSchema, {}, [
  ['mode', ['disagg', 'prefill', 'decode', 'agg'], ['aggregated', null]],
  ['optimization_target', ['throughput', 'latency', 'load', 'sla'], ['cost']],
  ['throughput_adjustment_interval_seconds', [0.5], [0, -1]],
  ['max_gpu_budget', [-1, 0, 8], [1.5, 'x']],
  ['min_endpoint', [0, 1], [-1, 1.5]],
  ['prefill_min_endpoint', [1, null], [0, 1.5]],
  ['ttft_ms', [1, undefined], [0, null]],
  ['load_predictor', ['constant', 'arima', 'prophet', 'kalman'], ['ets']],
  ['load_predictor_warmup_trace', ['t.jsonl', null], [5]],
  ['fpm_sample_bucket_size', [1, 4, 16, 25], [0, 2, 15, 16.5]],
  ['load_scaling_down_sensitivity', [0, 100], [-1, 101, 50.5]],
  ['prefill_scale_up_queue_tokens', [0, 100, null], [-1, 0.5]],
  ['decode_scale_up_kv_rate', [0, 99.5, 100, null], [-1, 101]],
  ['speculative_nextn', [0, 3], [-1]],
  ['total_gpu_power_limit', [1, null], [0]],
  ['unknown', [], [1]],
]);

describe('names', () => {
  it('of aliases stand for fields that decide', () => {
    for (const meaning of Object.values(ALIASES)) expect(Object.keys(deciding)).toContain(meaning);
  });

  it('are of one sort each: a field decides, is an alias, or has no effect', () => {
    const all = [...Object.keys(deciding), ...Object.keys(ALIASES), ...WITHOUT_EFFECT];
    expect(new Set(all).size).toBe(all.length);
  });
});
