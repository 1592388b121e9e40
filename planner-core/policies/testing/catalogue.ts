/** Every policy of the catalogue with settings for tests: at most a dozen workers a role. */
import {
  chiron,
  DYNAMO_PLANNER_DEFAULTS,
  dynamoPlanner,
  dynamoSla,
  forecaster,
  HPA_BEHAVIOUR,
  headroom,
  heteroScale,
  hpa,
  KPA_DEFAULTS,
  keda,
  kpa,
  lastValue,
  oracle,
  type Policy,
  perfectSystem,
  provisioned,
  schedule,
  staticReplicas,
  tokenScale,
  WVA_SATURATION_DEFAULTS,
  workBound,
  wvaQueueing,
  wvaSaturation,
} from '../../index.js';

const BOUNDS = { min: 1, max: 12 };
const DYNAMO = { ...DYNAMO_PLANNER_DEFAULTS, maxGpuBudget: 12, throughputInterval_s: 20 };

/** A policy by name, and the fewest and most workers of a role that it may order. */
export type Catalogued = readonly [name: string, policy: Policy<never>, least: number, most: number];

export const CATALOGUE: readonly Catalogued[] = (
  [
    ['static', staticReplicas(), 0, 12],
    ['static-peak', provisioned({ of: 'peak', bounds: BOUNDS }), 1, 12],
    ['schedule', schedule({ period_s: 60, rows: [{ from_s: 0, replicas: { prefill: 3 } }] }), 0, 3],
    ['hpa', hpa({ metric: 'queue', target: 4, tolerance: 0.1, bounds: BOUNDS, behaviour: HPA_BEHAVIOUR }), 1, 12],
    [
      'hpa kv',
      hpa({ metric: 'kv_usage', target: 0.6, tolerance: 0.1, bounds: BOUNDS, behaviour: HPA_BEHAVIOUR }),
      1,
      12,
    ],
    [
      'keda',
      keda({
        targetQueue: 4,
        activationQueue: 0,
        cooldown_s: 30,
        tolerance: 0.1,
        bounds: { min: 0, max: 12 },
        behaviour: HPA_BEHAVIOUR,
      }),
      0,
      12,
    ],
    ['kpa', kpa({ ...KPA_DEFAULTS, targetConcurrency: 8, bounds: BOUNDS }), 1, 12],
    ['wva-saturation', wvaSaturation({ ...WVA_SATURATION_DEFAULTS, bounds: BOUNDS }), 1, 12],
    ['wva-queueing', wvaQueueing({ maxBatch: 64, bounds: BOUNDS }), 1, 12],
    [
      'heteroscale',
      heteroScale({
        tokensPerSecondPerGpu: 900,
        prefillPerDecode: 0.5,
        scaleOutThreshold: 0.1,
        scaleInThreshold: 0.2,
        cooldown_s: 60,
        bounds: BOUNDS,
      }),
      1,
      12,
    ],
    ['tokenscale', tokenScale({ headroom: 0.1, networkGbPerSecond: 25, bounds: BOUNDS }), 1, 12],
    ['chiron', chiron({ utilisation: 0.7, maxBatch: 64, bounds: BOUNDS }), 1, 12],
    ['last-value', lastValue({ forecaster: forecaster({ kind: 'constant' }), bounds: BOUNDS }), 1, 12],
    ['ets', lastValue({ forecaster: forecaster({ kind: 'ets', window: 20 }), quantile: 0.9, bounds: BOUNDS }), 1, 12],
    ['headroom', headroom({ attainment: 0.95, bounds: BOUNDS }), 1, 12],
    ['oracle', oracle({ bounds: BOUNDS }), 1, 12],
    ['perfect-system', perfectSystem({ bounds: BOUNDS }), 1, 12],
    ['work-bound', workBound({ bounds: BOUNDS }), 1, 12],
    ['dynamo-sla', dynamoSla({ release: '1.0.2', ttft_s: 0.5, itl_s: 0.05, maxGpuBudget: 12, minEndpoint: 1 }), 0, 12],
    ...(['throughput', 'latency', 'sla'] as const).flatMap((optimizationTarget) =>
      (['1.4.2', '1.6.1'] as const).map((release) => [
        `dynamo-planner ${release} ${optimizationTarget}`,
        dynamoPlanner({
          ...DYNAMO,
          release,
          optimizationTarget,
          enableLoadScaling: true,
          enableThroughputScaling: optimizationTarget === 'sla',
          forecast: { ...DYNAMO.forecast, predictor: 'kalman' },
        }),
        0,
        12,
      ]),
    ),
  ] as [string, Policy, number, number][]
).map((entry) => entry as unknown as Catalogued);
