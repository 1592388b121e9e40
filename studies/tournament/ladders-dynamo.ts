/** Ladders of the policies that forecast: tighter targets, more workers at least, a higher quantile, a shorter interval. */
import type { ForecastSpec } from '../../scenarios/index.js';
import type { WorldFacts } from './facts.js';
import type { Ladder, LadderContext, Rung } from './ladders.js';

const INTERVALS_S = [60, 180];
const DYNAMO_PREDICTORS: readonly ForecastSpec['kind'][] = ['constant', 'kalman', 'arima', 'prophet'];

/** Share of the latency targets that the planner is told, and its least workers as a share of the mean need. */
const PROMISES: readonly (readonly [targets: number, least: number])[] = [
  [1, 0],
  [0.8, 0],
  [0.6, 0.5],
  [0.6, 1],
  [0.4, 1],
  [0.4, 1.5],
  [0.25, 2],
];

/** Dynamo's planners: both are made careful by targets below the promise and by more workers at least. */
export function promising(policy: 'dynamo-sla' | 'dynamo-planner'): Ladder {
  return {
    family: 'Dynamo',
    predicts: DYNAMO_PREDICTORS,
    rungs: (context) =>
      INTERVALS_S.flatMap((interval_s) =>
        PROMISES.map(([targets, least]): Rung => {
          const min = Math.max(1, Math.round(least * mostNeeded(context.facts)));
          const fields = policy === 'dynamo-sla' ? slaFields : plannerFields;
          return {
            label: `interval ${interval_s} s, targets × ${targets}, at least ${min}`,
            planner: fields(context, interval_s, targets, Math.min(min, context.maxReplicas)),
          };
        }),
      ),
  };
}

function mostNeeded({ meanWorkers }: WorldFacts): number {
  return Math.max(...Object.values(meanWorkers));
}

function slaFields({ facts, sla, predictor }: LadderContext, interval_s: number, targets: number, min: number) {
  return {
    version: '1.0.2',
    interval_s,
    load_predictor: predictor,
    max_gpu_budget: facts.maxGpus,
    min_endpoint: min,
    ...(sla.ttft_ms !== undefined && { ttft_ms: sla.ttft_ms * targets }),
    ...(sla.tpot_ms !== undefined && { itl_ms: sla.tpot_ms * targets }),
  };
}

/** Throughput and load scaling together, as its documentation recommends. */
function plannerFields({ facts, sla, predictor }: LadderContext, interval_s: number, targets: number, min: number) {
  return {
    interval_s: 5,
    config: {
      mode: facts.mode === 'aggregated' ? 'agg' : 'disagg',
      optimization_target: 'sla',
      enable_throughput_scaling: true,
      enable_load_scaling: true,
      throughput_adjustment_interval_seconds: interval_s,
      load_adjustment_interval_seconds: 5,
      load_predictor: predictor,
      max_gpu_budget: facts.maxGpus,
      min_endpoint: min,
      ...(sla.ttft_ms !== undefined && { ttft_ms: sla.ttft_ms * targets }),
      ...(sla.tpot_ms !== undefined && { itl_ms: sla.tpot_ms * targets }),
    },
  };
}

const QUANTILES = [0.5, 0.8, 0.95, 0.99, 0.999];
const DAY_S = 86_400;

/** `last-value`: sized for a quantile of the forecast. */
export const planningForecasts: Ladder = {
  family: 'baseline',
  predicts: ['constant', 'moving-average', 'seasonal-naive', 'ets', 'kalman', 'arima', 'prophet'],
  rungs: ({ maxReplicas, predictor }) =>
    INTERVALS_S.flatMap((interval_s) =>
      QUANTILES.map(
        (quantile): Rung => ({
          label: `interval ${interval_s} s, quantile ${quantile}`,
          planner: {
            max_replicas: maxReplicas,
            interval_s,
            quantile,
            forecast: { kind: predictor, ...(predictor === 'seasonal-naive' && { period: DAY_S / interval_s }) },
          },
        }),
      ),
    ),
};
