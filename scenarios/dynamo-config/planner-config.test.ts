import { describe, expect, it } from 'vitest';
import { configSchema, type deciding } from './fields.js';
import { plannerConfig } from './planner-config.js';

const TARGETS = { ttft_ms: 700, itl_ms: 50 };
const config = (fields: object = {}, release: '1.4.2' | '1.6.1' = '1.6.1') =>
  plannerConfig(configSchema.parse(fields), release, TARGETS);

describe("a planner's configuration", () => {
  it('with nothing said', () => {
    expect(config()).toEqual({
      release: '1.6.1',
      mode: 'disagg',
      optimizationTarget: 'throughput',
      enableThroughputScaling: false,
      enableLoadScaling: true,
      ttft_ms: 700,
      itl_ms: 50,
      throughputInterval_s: 180,
      loadInterval_s: 5,
      maxThroughputScalingReplicas: 8,
      maxGpuBudget: 8,
      minGpuBudget: -1,
      minEndpoint: 1,
      loadScalingDownSensitivity: 80,
      loadMinObservations: 5,
      maxNumFpmSamples: 64,
      fpmSampleBucketSize: 16,
      speculativeNextn: 0,
      forecast: {
        predictor: 'arima',
        log1p: false,
        prophetWindow: 50,
        kalman: { qLevel: 1, qTrend: 0.1, r: 10, minPoints: 5 },
      },
      advisory: false,
    });
  });

  it.each<[object, object]>([
    [
      { mode: 'agg', max_gpu_budget: 3, min_gpu_budget: 2, min_endpoint: 0 },
      { mode: 'agg', maxGpuBudget: 3, minGpuBudget: 2, minEndpoint: 0 },
    ],
    [
      { ttft_ms: 9, itl_ms: 8 },
      { ttft_ms: 9, itl_ms: 8 },
    ],
    [
      { throughput_adjustment_interval_seconds: 60, load_adjustment_interval_seconds: 1 },
      { throughputInterval_s: 60, loadInterval_s: 1 },
    ],
    [
      { prefill_min_endpoint: 2, decode_min_endpoint: 3 },
      { prefillMinEndpoint: 2, decodeMinEndpoint: 3 },
    ],
    [
      { prefill_scale_up_queue_tokens: 0, prefill_scale_down_queue_tokens: 0 },
      { prefillScaleUpQueueTokens: 0, prefillScaleDownQueueTokens: 0 },
    ],
    [
      { decode_scale_up_kv_rate: 80, decode_scale_down_kv_rate: 40 },
      { decodeScaleUpKvRate: 80, decodeScaleDownKvRate: 40 },
    ],
    [
      { max_throughput_scaling_replicas: 5, load_scaling_down_sensitivity: 0 },
      { maxThroughputScalingReplicas: 5, loadScalingDownSensitivity: 0 },
    ],
    [
      { load_min_observations: 9, max_num_fpm_samples: 7, fpm_sample_bucket_size: 25 },
      { loadMinObservations: 9, maxNumFpmSamples: 7, fpmSampleBucketSize: 25 },
    ],
    [
      { speculative_nextn: 2, advisory: true },
      { speculativeNextn: 2, advisory: true },
    ],
    [
      {
        load_predictor: 'kalman',
        load_predictor_log1p: true,
        prophet_window_size: 3,
        kalman_q_level: 2,
        kalman_q_trend: 3,
        kalman_r: 4,
        kalman_min_points: 6,
      },
      {
        forecast: {
          predictor: 'kalman',
          log1p: true,
          prophetWindow: 3,
          kalman: { qLevel: 2, qTrend: 3, r: 4, minPoints: 6 },
        },
      },
    ],
  ])('%j is %j', (fields, expected) => expect(config(fields)).toEqual({ ...config(), ...expected }));

  it('knows its release', () => expect(config({}, '1.4.2').release).toBe('1.4.2'));

  it('leaves out what is null or unknown', () => {
    const nothing = {
      prefill_min_endpoint: null,
      decode_min_endpoint: null,
      prefill_scale_up_queue_tokens: null,
      decode_scale_up_kv_rate: null,
    };
    expect(config(nothing)).toEqual(config());
  });

  it('has a power limit only where power counts', () => {
    expect(config({ total_gpu_power_limit: 5000 })).toEqual(config());
    expect(config({ total_gpu_power_limit: 5000, enable_power_awareness: true }).totalGpuPowerLimit_w).toBe(5000);
  });
});

describe('the two switches', () => {
  // [target, by throughput, by load] → what the planner does
  it.each([
    ['sla', true, false, true, false],
    ['sla', true, true, true, true],
    ['sla', false, true, false, true],
    ['throughput', true, false, false, true],
    ['latency', true, false, false, true],
    ['load', false, false, false, true],
  ])('of target %s: %s and %s make %s and %s', (optimization_target, throughput, load, byThroughput, byLoad) => {
    const fields = { optimization_target, enable_throughput_scaling: throughput, enable_load_scaling: load };
    expect(config(fields)).toMatchObject({ enableThroughputScaling: byThroughput, enableLoadScaling: byLoad });
  });
});

describe('no field is forgotten', () => {
  /** A value that is not the default of its field. */
  const OTHER: Readonly<Record<keyof typeof deciding, unknown>> = {
    mode: 'agg',
    optimization_target: 'sla',
    enable_throughput_scaling: false,
    enable_load_scaling: true,
    throughput_adjustment_interval_seconds: 99,
    load_adjustment_interval_seconds: 9,
    max_throughput_scaling_replicas: 9,
    max_gpu_budget: 9,
    min_gpu_budget: 9,
    min_endpoint: 9,
    prefill_min_endpoint: 9,
    decode_min_endpoint: 9,
    ttft_ms: 9,
    itl_ms: 9,
    load_predictor: 'kalman',
    load_predictor_log1p: true,
    load_predictor_warmup_trace: 't.jsonl',
    prophet_window_size: 9,
    kalman_q_level: 9,
    kalman_q_trend: 9,
    kalman_r: 9,
    kalman_min_points: 9,
    max_num_fpm_samples: 9,
    fpm_sample_bucket_size: 9,
    load_scaling_down_sensitivity: 9,
    prefill_scale_up_queue_tokens: 9,
    prefill_scale_down_queue_tokens: 9,
    decode_scale_up_kv_rate: 9,
    decode_scale_down_kv_rate: 9,
    load_min_observations: 9,
    speculative_nextn: 9,
    advisory: true,
    enable_power_awareness: true,
    total_gpu_power_limit: 9,
  };
  // the trace is read elsewhere; the switch and its limit count together
  const apart = ['load_predictor_warmup_trace', 'enable_power_awareness', 'total_gpu_power_limit'];

  it.each(Object.entries(OTHER).filter(([field]) => !apart.includes(field)))(
    '%s changes the configuration',
    (field, value) => {
      const base = { optimization_target: field === 'optimization_target' ? 'load' : 'sla' };
      expect(config({ ...base, [field]: value })).not.toEqual(config(base));
    },
  );

  it('enable_power_awareness and its limit do so together', () => {
    expect(config({ enable_power_awareness: true, total_gpu_power_limit: 9 })).not.toEqual(config());
  });
});
