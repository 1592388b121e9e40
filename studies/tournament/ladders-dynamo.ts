/** Ladders of the policies that forecast: tighter targets, more workers at least, a higher quantile, a shorter interval. */
import type { Role } from '../../planner-core/index.js';
import type { ForecastSpec } from '../../scenarios/index.js';
import type { Ladder, LadderContext, Rung } from './ladder.js';

const INTERVALS_S = [60, 180];
const DYNAMO_PREDICTORS: readonly ForecastSpec['kind'][] = ['constant', 'kalman', 'arima', 'prophet'];

/** Share of the latency targets that the planner is told, and its least workers as a share of the mean need. */
const PROMISES: readonly (readonly [targets: number, least: number])[] = [
  [1, 0],
  [0.6, 0],
  [1, 1],
  [0.6, 1],
  [1, 1.6],
  [0.6, 2.2],
];

/** Dynamo's planners: both are made careful by targets below the promise and by more workers at least. */
export function promising(policy: 'dynamo-sla' | 'dynamo-planner'): Ladder {
  return {
    family: 'Dynamo',
    predicts: DYNAMO_PREDICTORS,
    rungs: (context) =>
      INTERVALS_S.flatMap((interval_s) =>
        PROMISES.map(([targets, least]): Rung => {
          const fields = policy === 'dynamo-sla' ? slaFields : plannerFields;
          return {
            label: `interval ${interval_s} s, targets × ${targets}, least ${least} of the mean need`,
            planner: fields(context, interval_s, targets, least),
          };
        }),
      ),
  };
}

/** A share of the workers that the mean load keeps busy, of one role or of the busiest; one at least. */
function leastWorkers({ facts, maxReplicas }: LadderContext, share: number, role?: Role): number {
  const mean = role ? (facts.meanWorkers[role] ?? 0) : Math.max(...Object.values(facts.meanWorkers));
  return Math.min(maxReplicas, Math.max(1, Math.ceil(share * mean)));
}

function slaFields(context: LadderContext, interval_s: number, targets: number, least: number) {
  const { facts, sla, predictor } = context;
  return {
    version: '1.0.2',
    interval_s,
    load_predictor: predictor,
    max_gpu_budget: facts.maxGpus,
    min_endpoint: leastWorkers(context, least),
    ...(sla.ttft_ms !== undefined && { ttft_ms: sla.ttft_ms * targets }),
    ...(sla.tpot_ms !== undefined && { itl_ms: sla.tpot_ms * targets }),
  };
}

/** Throughput and load scaling together, as its documentation recommends. */
function plannerFields(context: LadderContext, interval_s: number, targets: number, least: number) {
  const { facts, sla, predictor } = context;
  const isAggregated = facts.mode === 'aggregated';
  return {
    interval_s: 5,
    config: {
      mode: isAggregated ? 'agg' : 'disagg',
      optimization_target: 'sla',
      enable_throughput_scaling: true,
      enable_load_scaling: true,
      throughput_adjustment_interval_seconds: interval_s,
      load_adjustment_interval_seconds: 5,
      load_predictor: predictor,
      max_gpu_budget: facts.maxGpus,
      ...(isAggregated
        ? { min_endpoint: leastWorkers(context, least) }
        : {
            prefill_min_endpoint: leastWorkers(context, least, 'prefill'),
            decode_min_endpoint: leastWorkers(context, least, 'decode'),
          }),
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
