/** Golden answers of the planner's state machine, 1.4.2 and 1.6.1: budgets, threshold load scaling, SLA throughput. */
import {
  type Bootstrap,
  clampPair,
  clampSingle,
  DYNAMO_PLANNER_DEFAULTS,
  type DynamoPlannerConfig,
  type DynamoPlannerRelease,
  dynamoPlanner,
  type EngineLimits,
  type EngineProfile,
  type Observation,
  type OptimizationTarget,
  PLANNER_RELEASES,
  type PlannerMode,
  type Role,
  type WorkerObservation,
} from '../../planner-core/index.js';
import type { GoldenFolder } from './folder.js';
import { checkRegression, type RegressionVectors, stepOf } from './regression.js';
import { close, type GoldenTally } from './tally.js';

interface PlannerFile {
  readonly meta: { readonly dynamo: DynamoPlannerRelease };
  readonly regression?: RegressionVectors;
  readonly budget_pair: readonly {
    num_p: number;
    num_d: number;
    p_gpu: number;
    d_gpu: number;
    min_gpus: number;
    max_gpus: number;
    min_endpoint: number;
    out: readonly number[];
  }[];
  readonly budget_single: readonly {
    desired: number;
    engine_gpu: number;
    min_gpus: number;
    max_gpus: number;
    min_endpoint: number;
    out: number;
  }[];
  readonly load_easy: readonly LoadVector[];
  readonly throughput_sla: readonly ThroughputVector[];
}

interface WorkerVector {
  readonly queued_prefill_tokens?: number;
  readonly scheduled_decode_kv?: number;
  readonly queued_decode_kv?: number;
}

interface DecisionVector {
  readonly prefill: number | null;
  readonly decode: number | null;
}

interface LoadVector {
  readonly config: {
    readonly mode: PlannerMode;
    readonly optimization_target: OptimizationTarget;
    readonly prefill_scale_up_queue_tokens?: number;
    readonly prefill_scale_down_queue_tokens?: number;
    readonly decode_scale_up_kv_rate?: number;
    readonly decode_scale_down_kv_rate?: number;
  };
  readonly min_endpoint: number;
  readonly caps: { readonly context_length: number; readonly max_kv_tokens: number };
  readonly num_prefill: number | null;
  readonly num_decode: number | null;
  readonly prefill_fpm: readonly WorkerVector[] | null;
  readonly decode_fpm: readonly WorkerVector[] | null;
  readonly decision: DecisionVector | null;
  readonly reason: string;
}

interface ThroughputVector {
  readonly mode: PlannerMode;
  readonly ttft_ms: number;
  readonly itl_ms: number;
  readonly kv_hit_rate: number | null;
  readonly interval_s: number;
  readonly num_req: number;
  readonly isl: number;
  readonly osl: number;
  readonly decision: DecisionVector | null;
  readonly engine_rps_prefill: number | null;
  readonly engine_rps_decode: number | null;
  readonly reason: string;
}

export function checkPlanner14(folder: GoldenFolder, tally: GoldenTally): void {
  for (const file of [...folder.files('planner-1.4', '.json'), ...folder.files('planner-1.6', '.json')]) {
    const vectors = folder.json<PlannerFile>(file);
    if (vectors.regression) checkRegression(vectors.regression, file, tally);
    checkBudgets(vectors, file, tally);
    for (const v of vectors.load_easy) checkLoad(vectors.meta.dynamo, v, file, tally);
    for (const v of vectors.throughput_sla) checkThroughput(vectors, v, file, tally);
  }
}

function checkBudgets(vectors: PlannerFile, file: string, tally: GoldenTally): void {
  for (const v of vectors.budget_pair) {
    const got = clampPair(
      { prefill: v.num_p, decode: v.num_d },
      { prefill: v.p_gpu, decode: v.d_gpu },
      { minGpus: v.min_gpus, maxGpus: v.max_gpus },
      { prefill: v.min_endpoint, decode: v.min_endpoint },
      PLANNER_RELEASES[vectors.meta.dynamo].keepsDecode,
    );
    const ok = got.prefill === v.out[0] && got.decode === v.out[1];
    tally.check(file, ok, () => `budget_pair ${JSON.stringify(v)} got ${JSON.stringify(got)}`);
  }
  for (const v of vectors.budget_single) {
    const band = { minGpus: v.min_gpus, maxGpus: v.max_gpus };
    const got = clampSingle(v.desired, v.engine_gpu, band, v.min_endpoint);
    tally.check(file, got === v.out, () => `budget_single ${JSON.stringify(v)} got ${got}`);
  }
}

/** Vectors name no GPU counts and no budget. */
const NO_BUDGET = { maxGpuBudget: -1, minGpuBudget: -1 };

function checkLoad(release: DynamoPlannerRelease, v: LoadVector, file: string, tally: GoldenTally): void {
  const { config } = v;
  const answer = tickOnce(
    {
      ...DYNAMO_PLANNER_DEFAULTS,
      ...NO_BUDGET,
      release,
      mode: config.mode,
      optimizationTarget: config.optimization_target,
      enableLoadScaling: true,
      enableThroughputScaling: false,
      minEndpoint: v.min_endpoint,
      ...(config.prefill_scale_up_queue_tokens !== undefined && {
        prefillScaleUpQueueTokens: config.prefill_scale_up_queue_tokens,
        prefillScaleDownQueueTokens: config.prefill_scale_down_queue_tokens!,
      }),
      ...(config.decode_scale_up_kv_rate !== undefined && {
        decodeScaleUpKvRate: config.decode_scale_up_kv_rate,
        decodeScaleDownKvRate: config.decode_scale_down_kv_rate!,
      }),
    },
    { contextTokens: v.caps.context_length },
    v.caps.max_kv_tokens,
    { prefill: v.num_prefill ?? 0, decode: v.num_decode ?? 0 },
    { workersDetail: { prefill: workersOf(v.prefill_fpm), [decodeRole(config.mode)]: workersOf(v.decode_fpm) } },
  );
  const ok = isSame(answer.decision.targets, v, config.mode) && answer.decision.reasons[0] === v.reason;
  tally.check(file, ok, () => `load_easy ${JSON.stringify(v)} got ${JSON.stringify(answer.decision)}`);
}

function workersOf(list: readonly WorkerVector[] | null): WorkerObservation[] {
  return (list ?? []).map((worker, i) => ({
    id: String(i),
    queuedPrefillTokens: worker.queued_prefill_tokens ?? 0,
    queuedDecodeKvTokens: worker.queued_decode_kv ?? 0,
    step: stepOf({ wall_time: 0, sum_decode_kv: worker.scheduled_decode_kv ?? 0 }),
  }));
}

function decodeRole(mode: PlannerMode): Role {
  return mode === 'agg' ? 'aggregated' : 'decode';
}

/** A target that is not ordered stands for the workers there are. */
function isSame(
  targets: Partial<Record<Role, number>>,
  v: { decision: DecisionVector | null; num_prefill?: number | null; num_decode?: number | null },
  mode: PlannerMode,
): boolean {
  const prefill = targets.prefill ?? v.num_prefill ?? 0;
  const decode = targets[decodeRole(mode)] ?? v.num_decode ?? 0;
  return (
    prefill === (v.decision?.prefill ?? v.num_prefill ?? 0) && decode === (v.decision?.decode ?? v.num_decode ?? 0)
  );
}

/** The limits of the recording, which the vectors do not repeat. */
const SLA_LIMITS = { maxBatchedTokens: 8192, maxBatch: 256 };
const SLA_KV_TOKENS = 1_048_576;
const RATE_TOLERANCE = 1e-6;

function checkThroughput(vectors: PlannerFile, v: ThroughputVector, file: string, tally: GoldenTally): void {
  const { observations } = vectors.regression!;
  const bootstrap: Bootstrap =
    v.mode === 'agg'
      ? { decode: observations.agg.map(stepOf) }
      : { prefill: observations.prefill.map(stepOf), decode: observations.decode.map(stepOf) };
  const traffic = {
    requests: v.num_req,
    inputTokensMean: v.isl,
    outputTokensMean: v.osl,
    ...(v.kv_hit_rate !== null && { kvHitRate: v.kv_hit_rate }),
  };
  const answer = tickOnce(
    {
      ...DYNAMO_PLANNER_DEFAULTS,
      ...NO_BUDGET,
      release: vectors.meta.dynamo,
      mode: v.mode,
      optimizationTarget: 'sla',
      ttft_ms: v.ttft_ms,
      itl_ms: v.itl_ms,
      throughputInterval_s: v.interval_s,
      forecast: { ...DYNAMO_PLANNER_DEFAULTS.forecast, predictor: 'constant' },
    },
    SLA_LIMITS,
    SLA_KV_TOKENS,
    { prefill: 0, decode: 0 },
    { traffic, windowSeconds: v.interval_s },
    bootstrap,
  );
  const { targets, explanation, reasons } = answer.decision;
  const ok =
    (v.decision?.prefill ?? undefined) === targets.prefill &&
    (v.decision?.decode ?? undefined) === targets[decodeRole(v.mode)] &&
    (v.mode === 'agg' || close(explanation['prefill_engine_requests_per_s']!, v.engine_rps_prefill!, RATE_TOLERANCE)) &&
    close(explanation['decode_engine_requests_per_s']!, v.engine_rps_decode!, RATE_TOLERANCE) &&
    reasons[0] === v.reason;
  tally.check(file, ok, () => `throughput_sla ${JSON.stringify(v)} got ${JSON.stringify(answer.decision)}`);
}

function tickOnce(
  config: DynamoPlannerConfig,
  limits: EngineLimits,
  maxKvTokens: number,
  ready: { readonly prefill: number; readonly decode: number },
  seen: Partial<Observation>,
  bootstrap: Bootstrap = {},
) {
  const profile = { gpusPerWorker: 1, decode: { maxKvTokens } } as EngineProfile;
  const pool = { profile, replicas: 1, limits };
  const counts = (count: number) => ({ ready: count, starting: 0, draining: 0, desired: count });
  const session = dynamoPlanner(config, { bootstrap }).init({
    intervalSeconds: config.loadInterval_s,
    sla: {},
    pools: { prefill: pool, decode: pool, aggregated: pool },
  });
  return session.tick(session.initialState, {
    time: config.throughputInterval_s,
    windowSeconds: config.loadInterval_s,
    workers: { prefill: counts(ready.prefill), [decodeRole(config.mode)]: counts(ready.decode) },
    ...seen,
  });
}
