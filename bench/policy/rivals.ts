/** Dynamo's planners over the settings that a user would try, and the references. A setting is the YAML of a `planner` section. */
export interface Setting {
  readonly family: string;
  readonly planner: Readonly<Record<string, unknown>>;
}

export interface Targets {
  readonly ttft_ms: number;
  readonly tpot_ms: number;
}

const MOST_GPUS = 64;

/** The SLA planner that interpolates profiles: the grid without the predictors, which change little beside it. */
export function seedSettings({ ttft_ms, tpot_ms }: Targets, quick: boolean): Setting[] {
  const settings: Setting[] = [];
  for (const version of quick ? ['1.0.2'] : ['0.5.1', '1.0.2']) {
    for (const interval_s of [30, 60, 180]) {
      for (const no_correction of [false, true]) {
        for (const min_endpoint of [1, 2, 3, 4, 6, 8]) {
          for (const scale of [1, 0.75, 0.5]) {
            settings.push({
              family: 'dynamo-sla',
              planner: {
                policy: 'dynamo-sla',
                version,
                interval_s,
                no_correction,
                min_endpoint,
                ttft_ms: ttft_ms * scale,
                itl_ms: tpot_ms * scale,
                max_gpu_budget: MOST_GPUS,
              },
            });
          }
        }
      }
    }
  }
  return settings;
}

/** The current planner: forecast scaling, load scaling, both. */
export function currentSettings({ ttft_ms, tpot_ms }: Targets, quick: boolean): Setting[] {
  const settings: Setting[] = [];
  for (const version of quick ? ['1.6.1'] : ['1.4.2', '1.6.1']) {
    for (const kind of ['throughput', 'load', 'both', 'static-throughput', 'static-latency'] as const) {
      for (const interval of kind === 'throughput' ? [30, 60, 180] : [60, 180]) {
        for (const prefill_min_endpoint of [1, 2, 4, 6, 8, 10]) {
          for (const decode_min_endpoint of [1, 2]) {
            for (const scale of kind.startsWith('static') ? [1] : [1, 0.6]) {
              const isStatic = kind.startsWith('static');
              if (kind !== 'throughput' && kind !== 'both' && interval !== 180) continue;
              settings.push({
                family: `dynamo-planner ${kind}`,
                planner: {
                  policy: 'dynamo-planner',
                  version,
                  config: {
                    optimization_target: isStatic ? kind.slice('static-'.length) : 'sla',
                    enable_throughput_scaling: kind === 'throughput' || kind === 'both',
                    enable_load_scaling: kind !== 'throughput',
                    throughput_adjustment_interval_seconds: interval,
                    prefill_min_endpoint,
                    decode_min_endpoint,
                    load_predictor: 'constant',
                    ttft_ms: ttft_ms * scale,
                    itl_ms: tpot_ms * scale,
                    max_gpu_budget: MOST_GPUS,
                  },
                },
              });
            }
          }
        }
      }
    }
  }
  return settings;
}

/** The same setting under the other predictors of its release. */
export function withPredictors({ family, planner }: Setting): Setting[] {
  const predictors = ['arima', 'kalman', 'prophet'];
  if (planner['policy'] === 'dynamo-sla') {
    return predictors
      .filter((name) => name !== 'kalman' || planner['version'] === '1.0.2')
      .map((load_predictor) => ({ family, planner: { ...planner, load_predictor } }));
  }
  const config = planner['config'] as object;
  return predictors.map((load_predictor) => ({
    family,
    planner: { ...planner, config: { ...config, load_predictor } },
  }));
}

export function ownSettings(attainments: readonly number[]): Setting[] {
  return attainments.map((attainment) => ({
    family: 'headroom',
    planner: { policy: 'headroom', attainment, max_replicas: MOST_GPUS / 2 },
  }));
}

export function oracleSettings(): Setting[] {
  return [10, 30, 60, 180].map((interval_s) => ({
    family: 'oracle',
    planner: { policy: 'oracle', interval_s, max_replicas: MOST_GPUS / 2 },
  }));
}
