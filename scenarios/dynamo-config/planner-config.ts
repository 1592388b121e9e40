/** From the fields of a configuration file to the planner's configuration. */
import type { DynamoPlannerConfig, DynamoPlannerRelease } from '../../planner-core/index.js';
import type { DynamoConfigFields } from './fields.js';

/** Latency targets where the configuration names none; milliseconds. */
export interface Targets {
  readonly ttft_ms: number;
  readonly itl_ms: number;
}

/** Targets other than `sla` scale by load alone, whatever the two switches say: Dynamo's own rule. */
export function plannerConfig(
  fields: DynamoConfigFields,
  release: DynamoPlannerRelease,
  targets: Targets,
): DynamoPlannerConfig {
  const bySla = fields.optimization_target === 'sla';
  const present = <K extends string, V>(key: K, value: V | null | undefined) =>
    (value == null ? {} : { [key]: value }) as { readonly [P in K]?: V };
  return {
    release,
    mode: fields.mode,
    optimizationTarget: fields.optimization_target,
    enableThroughputScaling: bySla && fields.enable_throughput_scaling,
    enableLoadScaling: !bySla || fields.enable_load_scaling,
    ttft_ms: fields.ttft_ms ?? targets.ttft_ms,
    itl_ms: fields.itl_ms ?? targets.itl_ms,
    throughputInterval_s: fields.throughput_adjustment_interval_seconds,
    loadInterval_s: fields.load_adjustment_interval_seconds,
    maxThroughputScalingReplicas: fields.max_throughput_scaling_replicas,
    maxGpuBudget: fields.max_gpu_budget,
    minGpuBudget: fields.min_gpu_budget,
    minEndpoint: fields.min_endpoint,
    ...present('prefillMinEndpoint', fields.prefill_min_endpoint),
    ...present('decodeMinEndpoint', fields.decode_min_endpoint),
    loadScalingDownSensitivity: fields.load_scaling_down_sensitivity,
    ...present('prefillScaleUpQueueTokens', fields.prefill_scale_up_queue_tokens),
    ...present('prefillScaleDownQueueTokens', fields.prefill_scale_down_queue_tokens),
    ...present('decodeScaleUpKvRate', fields.decode_scale_up_kv_rate),
    ...present('decodeScaleDownKvRate', fields.decode_scale_down_kv_rate),
    loadMinObservations: fields.load_min_observations,
    maxNumFpmSamples: fields.max_num_fpm_samples,
    fpmSampleBucketSize: fields.fpm_sample_bucket_size,
    speculativeNextn: fields.speculative_nextn,
    forecast: {
      predictor: fields.load_predictor,
      log1p: fields.load_predictor_log1p,
      prophetWindow: fields.prophet_window_size,
      kalman: {
        qLevel: fields.kalman_q_level,
        qTrend: fields.kalman_q_trend,
        r: fields.kalman_r,
        minPoints: fields.kalman_min_points,
      },
    },
    ...(fields.enable_power_awareness && present('totalGpuPowerLimit_w', fields.total_gpu_power_limit)),
    advisory: fields.advisory,
  };
}
