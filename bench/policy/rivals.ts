/**
 * Dynamo's planners over the settings that a user would try, and the references. A setting is the content of a `planner` section.
 * Both families are swept over intervals, minimums and targets scaled down; predictors are tried on the settings that turn out best.
 */
export interface Setting {
  readonly family: string;
  readonly planner: Readonly<Record<string, unknown>>;
}

export interface Targets {
  readonly ttft_ms: number;
  readonly tpot_ms: number;
}

const MOST_GPUS = 64;
const INTERVALS_S = [30, 60, 180];
const TARGET_SCALES = [1, 0.7, 0.5];
const MINIMUMS = [1, 2, 3, 4, 6, 8, 12, 16];

/** The axes of the whole sweep, or a coarse one. */
export interface Axes {
  readonly seedVersions: readonly string[];
  readonly currentVersions: readonly string[];
  readonly intervals_s: readonly number[];
  readonly targetScales: readonly number[];
  readonly minimums: readonly number[];
  readonly decodeMinimums: readonly number[];
}

export const FULL: Axes = {
  seedVersions: ['0.5.1', '1.0.2'],
  currentVersions: ['1.4.2', '1.6.1'],
  intervals_s: INTERVALS_S,
  targetScales: TARGET_SCALES,
  minimums: MINIMUMS,
  decodeMinimums: [1, 2, 3],
};

export const QUICK: Axes = {
  seedVersions: ['1.0.2'],
  currentVersions: ['1.6.1'],
  intervals_s: [60, 180],
  targetScales: [1, 0.6],
  minimums: [1, 2, 4, 8, 12],
  decodeMinimums: [1, 2],
};

/** The SLA planner that interpolates profiles; it has one minimum for both roles. */
export function seedSettings({ ttft_ms, tpot_ms }: Targets, axes: Axes): Setting[] {
  return product(axes.seedVersions, axes.intervals_s, [false, true], axes.minimums, axes.targetScales).map(
    ([version, interval_s, no_correction, min_endpoint, scale]) => ({
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
    }),
  );
}

/** The current planner by forecast, by load, and by both together. */
export function currentSettings({ ttft_ms, tpot_ms }: Targets, axes: Axes): Setting[] {
  const minimums = product(axes.currentVersions, axes.minimums, axes.decodeMinimums);
  const common = (prefill_min_endpoint: number, decode_min_endpoint: number) => ({
    prefill_min_endpoint,
    decode_min_endpoint,
    max_gpu_budget: MOST_GPUS,
    load_predictor: 'constant',
  });
  const bySla = product(minimums, axes.intervals_s, axes.targetScales, [false, true]).map(
    ([[version, prefill, decode], interval_s, scale, enable_load_scaling]) => ({
      family: enable_load_scaling ? 'dynamo-planner both' : 'dynamo-planner throughput',
      planner: {
        policy: 'dynamo-planner',
        version,
        config: {
          ...common(prefill, decode),
          optimization_target: 'sla',
          enable_throughput_scaling: true,
          enable_load_scaling,
          throughput_adjustment_interval_seconds: interval_s,
          ttft_ms: ttft_ms * scale,
          itl_ms: tpot_ms * scale,
        },
      },
    }),
  );
  const byLoad = product(minimums, ['throughput', 'latency', 'sla']).map(
    ([[version, prefill, decode], optimization_target]) => ({
      family: `dynamo-planner load ${optimization_target}`,
      planner: {
        policy: 'dynamo-planner',
        version,
        config: {
          ...common(prefill, decode),
          optimization_target,
          enable_throughput_scaling: false,
          enable_load_scaling: true,
          ttft_ms,
          itl_ms: tpot_ms,
        },
      },
    }),
  );
  return [...bySla, ...byLoad];
}

/** Whether a setting has a minimum of its own for each role. */
export function hasTwoMinimums({ planner }: Setting): boolean {
  const config = planner['config'] as { prefill_min_endpoint: number; decode_min_endpoint: number } | undefined;
  return config !== undefined && config.prefill_min_endpoint !== config.decode_min_endpoint;
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

/** Every combination of one value of each axis. */
function product<const T extends readonly (readonly unknown[])[]>(...axes: T): { [K in keyof T]: T[K][number] }[] {
  return axes.reduce<unknown[][]>(
    (rows, axis) => rows.flatMap((row) => axis.map((value) => [...row, value])),
    [[]],
  ) as { [K in keyof T]: T[K][number] }[];
}
