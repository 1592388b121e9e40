/** What Dynamo's planner 1.4 and 1.6 is configured by; names and units follow its configuration file. */
import type { DynamoForecastOptions } from '../../forecast/dynamo-forecaster.js';
import type { Pair } from './budget.js';

/** The pools that are planned. */
export type PlannerMode = 'disagg' | 'prefill' | 'decode' | 'agg';
/** What load scaling goes by. */
export type OptimizationTarget = 'throughput' | 'latency' | 'load' | 'sla';
/** The releases whose rules are known. */
export type DynamoPlannerRelease = '1.4.2' | '1.6.1';

/** The configuration of Dynamo's planner from 1.0 on, under names of our own; {@link DYNAMO_PLANNER_DEFAULTS} has its defaults. */
export interface DynamoPlannerConfig {
  readonly release: DynamoPlannerRelease;
  readonly mode: PlannerMode;
  readonly optimizationTarget: OptimizationTarget;
  readonly enableThroughputScaling: boolean;
  readonly enableLoadScaling: boolean;
  readonly ttft_ms: number;
  readonly itl_ms: number;
  readonly throughputInterval_s: number;
  readonly loadInterval_s: number;
  /** Most workers of a role that one throughput decision adds or takes away. */
  readonly maxThroughputScalingReplicas: number;
  /** GPUs; −1 is off. */
  readonly maxGpuBudget: number;
  readonly minGpuBudget: number;
  readonly minEndpoint: number;
  readonly prefillMinEndpoint?: number;
  readonly decodeMinEndpoint?: number;
  /** Percent of a latency target that the remaining workers may use after one has gone. */
  readonly loadScalingDownSensitivity: number;
  /** Thresholds of the target `load`: queued prompt tokens, and percent of KV cache. */
  readonly prefillScaleUpQueueTokens?: number;
  readonly prefillScaleDownQueueTokens?: number;
  readonly decodeScaleUpKvRate?: number;
  readonly decodeScaleDownKvRate?: number;
  readonly loadMinObservations: number;
  readonly maxNumFpmSamples: number;
  readonly fpmSampleBucketSize: number;
  readonly speculativeNextn: number;
  readonly forecast: DynamoForecastOptions;
  /** Watts of all workers together; no limit where absent. */
  readonly totalGpuPowerLimit_w?: number;
  /** Decide and tell, order nothing. */
  readonly advisory: boolean;
}

/** Dynamo 1.6.1's defaults. */
export const DYNAMO_PLANNER_DEFAULTS: DynamoPlannerConfig = {
  release: '1.6.1',
  mode: 'disagg',
  optimizationTarget: 'throughput',
  enableThroughputScaling: true,
  enableLoadScaling: false,
  ttft_ms: 500,
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
};

/** What the releases do differently in their decisions. */
export interface PlannerRules {
  /** A budget never turns a move round, and workers outside it are brought back. */
  readonly guardsBudget: boolean;
  /** Prefill that grows towards the fewest GPUs takes none from decode. */
  readonly keepsDecode: boolean;
  /** A threshold lets no worker go if the others would then be above it. */
  readonly checksConsolidation: boolean;
  /** One throughput decision changes a count by so many at most. */
  readonly limitsThroughputStep: boolean;
  /** Without a model, counts are held and floors still apply; without the rule nothing is decided. */
  readonly holdsWithoutModel: boolean;
  /** A scale-up under way may be cut back by a smaller count asked for twice. */
  readonly cutsStartup: boolean;
}

/** The rules of each release. */
export const PLANNER_RELEASES: Readonly<Record<DynamoPlannerRelease, PlannerRules>> = {
  '1.4.2': {
    guardsBudget: false,
    keepsDecode: false,
    checksConsolidation: false,
    limitsThroughputStep: false,
    holdsWithoutModel: false,
    cutsStartup: false,
  },
  '1.6.1': {
    guardsBudget: true,
    keepsDecode: true,
    checksConsolidation: true,
    limitsThroughputStep: true,
    holdsWithoutModel: true,
    cutsStartup: true,
  },
};

/** A role as the planner sees it: an aggregated pool is planned as its decode side. */
export type Side = 'prefill' | 'decode';

/** The fewest workers of each side. */
export function leastOf(config: DynamoPlannerConfig): Pair {
  return {
    prefill: config.prefillMinEndpoint ?? config.minEndpoint,
    decode: config.decodeMinEndpoint ?? config.minEndpoint,
  };
}

/** The sides that a mode plans. */
export function sidesOf(mode: PlannerMode): readonly Side[] {
  if (mode === 'disagg') return ['prefill', 'decode'];
  return mode === 'prefill' ? ['prefill'] : ['decode'];
}
