/** The fields of Dynamo's planner configuration (1.4 to 1.6): types, defaults, aliases, and what has no effect here. */
import { z } from 'zod';

const count = z.int().nonnegative();
const optionalCount = count.nullish();
const percent = z.number().min(0).max(100).nullish();

/** Fields that decide. Defaults are Dynamo's; `null` is as good as absent. */
export const deciding = {
  mode: z.enum(['disagg', 'prefill', 'decode', 'agg']).default('disagg'),
  optimization_target: z.enum(['throughput', 'latency', 'load', 'sla']).default('throughput'),
  enable_throughput_scaling: z.boolean().default(true),
  enable_load_scaling: z.boolean().default(false),
  throughput_adjustment_interval_seconds: z.number().positive().default(180),
  load_adjustment_interval_seconds: z.number().positive().default(5),
  max_throughput_scaling_replicas: z.int().positive().default(8),
  max_gpu_budget: z.int().default(8),
  min_gpu_budget: z.int().default(-1),
  min_endpoint: count.default(1),
  prefill_min_endpoint: z.int().positive().nullish(),
  decode_min_endpoint: z.int().positive().nullish(),
  ttft_ms: z.number().positive().optional(),
  itl_ms: z.number().positive().optional(),
  load_predictor: z.enum(['constant', 'arima', 'prophet', 'kalman']).default('arima'),
  load_predictor_log1p: z.boolean().default(false),
  load_predictor_warmup_trace: z.string().nullish(),
  prophet_window_size: z.int().positive().default(50),
  kalman_q_level: z.number().default(1),
  kalman_q_trend: z.number().default(0.1),
  kalman_r: z.number().default(10),
  kalman_min_points: z.int().default(5),
  max_num_fpm_samples: z.int().positive().default(64),
  fpm_sample_bucket_size: z
    .int()
    .positive()
    .refine((value) => Number.isInteger(Math.sqrt(value)), { error: 'a square, as 16' })
    .default(16),
  load_scaling_down_sensitivity: z.int().min(0).max(100).default(80),
  prefill_scale_up_queue_tokens: optionalCount,
  prefill_scale_down_queue_tokens: optionalCount,
  decode_scale_up_kv_rate: percent,
  decode_scale_down_kv_rate: percent,
  load_min_observations: z.int().positive().default(5),
  speculative_nextn: count.default(0),
  advisory: z.boolean().default(false),
  enable_power_awareness: z.boolean().default(false),
  total_gpu_power_limit: z.int().positive().nullish(),
};

/** Other names that Dynamo accepts for a field. */
export const ALIASES: Readonly<Record<string, string>> = {
  throughput_adjustment_interval: 'throughput_adjustment_interval_seconds',
  load_adjustment_interval: 'load_adjustment_interval_seconds',
  ttft: 'ttft_ms',
  itl: 'itl_ms',
};

/** Fields that Dynamo knows and that decide nothing: deployment, metrics plumbing, plugins, sources of profiles. */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'aic_interpolation',
  'ais_perf_model',
  'auth',
  'backend',
  'control_api_port',
  'decode_engine_num_gpu',
  'environment',
  'global_planner_namespace',
  'live_dashboard_port',
  'log_dir',
  'metric_pulling_prometheus_ca_bundle',
  'metric_pulling_prometheus_endpoint',
  'metric_pulling_prometheus_extra_query_params',
  'metric_pulling_prometheus_request_timeout_seconds',
  'metric_pulling_prometheus_ssl_verify',
  'metric_pulling_prometheus_token',
  'metric_pulling_prometheus_token_file',
  'metric_reporting_prometheus_port',
  'model_name',
  'namespace',
  'plugin_registration',
  'pre_deployment_sweeping_mode',
  'prefill_engine_num_gpu',
  'profile_results_dir',
  'report_filename',
  'report_interval_hours',
  'report_output_dir',
  'report_write_gzip_log',
  'scheduling',
  'throughput_metrics_source',
  'transport',
]);

/** The fields that decide, and no others. */
export const configSchema = z.strictObject(deciding);
/** A configuration with every default filled in, under Dynamo's names. */
export type DynamoConfigFields = z.infer<typeof configSchema>;
