/** Golden answers of 1.0.2, the last release that interpolates profiles. Times in these vectors are milliseconds. */
import {
  bestThroughput,
  type DynamoSlaState,
  type PolicySession,
  shrinkByFloor,
  shrinkOneByFloor,
} from '../../planner-core/index.js';
import type { GoldenFolder } from './folder.js';
import type { Interpolators } from './interpolation.js';
import { type Observed, observation, startSession } from './replicas.js';
import { close, type GoldenTally, number } from './tally.js';

type Value = number | string;

interface PlannerFile {
  readonly meta: { readonly dynamo: string };
  readonly replicas: readonly ReplicasVector[];
  readonly correction: readonly CorrectionVector[];
  readonly best: readonly { profile: string; itl_target: number; context_length: number; result: readonly Value[] }[];
  readonly prefill: readonly { profile: string; isl: number; ttft: Value; thpt_per_gpu: Value }[];
  readonly budget_global: readonly {
    prefill: number;
    decode: number;
    prefill_gpu: number;
    decode_gpu: number;
    max_gpu_budget: number;
    min_endpoint: number;
    out: readonly number[];
  }[];
  readonly budget_component: readonly {
    replicas: number;
    gpu: number;
    max_gpu_budget: number;
    min_endpoint: number;
    out: number;
  }[];
}

interface ReplicasVector {
  readonly profile: string;
  readonly config: {
    readonly interval_s: number;
    readonly min_endpoint: number;
    readonly prefill_engine_num_gpu: number;
    readonly decode_engine_num_gpu: number;
    readonly ttft: number;
    readonly itl: number;
  };
  readonly num_req: number;
  readonly isl: number;
  readonly osl: number;
  readonly p_correction: number;
  readonly d_correction: number;
  readonly prefill: number;
  readonly decode: number;
}

interface CorrectionVector {
  readonly profile: string;
  readonly interval_s: number;
  readonly num_d_workers: number;
  readonly observed: Readonly<Record<'ttft' | 'itl' | 'num_req' | 'isl' | 'osl' | 'request_duration', number>>;
  readonly p_correction: Value;
  readonly d_correction: Value;
}

const FACTOR_TOLERANCE = 1e-4;
const PREFILL_TOLERANCE = 1e-6;

export function checkPlanner10(folder: GoldenFolder, tables: Interpolators, tally: GoldenTally): void {
  for (const file of folder.files('planner-1.0', '.json')) {
    const vectors = folder.json<PlannerFile>(file);
    for (const v of vectors.replicas) checkReplicas(folder, v, file, tally);
    for (const v of vectors.correction) checkCorrection(folder, v, file, tally);
    checkTables(vectors, tables, file, tally);
    checkBudgets(vectors, file, tally);
  }
}

function start(folder: GoldenFolder, profile: string, config: ReplicasVector['config'], corrects: boolean) {
  return startSession(folder, '1.0.2', profile, {
    ...config,
    adjustment_interval: config.interval_s,
    max_gpu_budget: -1,
    ttft: config.ttft / 1000,
    itl: config.itl / 1000,
    no_correction: !corrects,
  });
}

function checkReplicas(folder: GoldenFolder, v: ReplicasVector, file: string, tally: GoldenTally): void {
  const session: PolicySession<DynamoSlaState> = start(folder, v.profile, v.config, false);
  const seen: Observed = {
    ...{ ttft_s: 0, itl_s: 0, request_duration_s: 0, num_p: 1, num_d: 1 },
    num_req: v.num_req,
    isl: v.isl,
    osl: v.osl,
  };
  const state = { ...session.initialState, correction: { prefill: v.p_correction, decode: v.d_correction } };
  const { prefill, decode } = session.tick(state, observation(seen, 0, v.config.interval_s)).decision.targets;
  tally.check(
    file,
    prefill === v.prefill && decode === v.decode,
    () => `replicas ${JSON.stringify(v)} got ${prefill}, ${decode}`,
  );
}

const CORRECTION_CONFIG = { min_endpoint: 1, prefill_engine_num_gpu: 1, decode_engine_num_gpu: 1, ttft: 500, itl: 50 };

function checkCorrection(folder: GoldenFolder, v: CorrectionVector, file: string, tally: GoldenTally): void {
  const session = start(folder, v.profile, { ...CORRECTION_CONFIG, interval_s: v.interval_s }, true);
  const seen: Observed = {
    ttft_s: v.observed.ttft / 1000,
    itl_s: v.observed.itl / 1000,
    request_duration_s: v.observed.request_duration,
    num_p: 1,
    num_d: v.num_d_workers,
    num_req: v.observed.num_req,
    isl: v.observed.isl,
    osl: v.observed.osl,
  };
  const { correction } = session.tick(session.initialState, observation(seen, 0, v.interval_s)).state;
  const ok =
    close(correction.prefill, number(v.p_correction), FACTOR_TOLERANCE) &&
    close(correction.decode, number(v.d_correction), FACTOR_TOLERANCE);
  tally.check(file, ok, () => `correction ${JSON.stringify(v)} got ${JSON.stringify(correction)}`);
}

function checkTables(vectors: PlannerFile, tables: Interpolators, file: string, tally: GoldenTally): void {
  for (const v of vectors.best) {
    const got = bestThroughput(tables.of(v.profile).grid, v.itl_target / 1000, v.context_length);
    const tolerance = tables.decodeTolerance(v.profile);
    const wanted = v.result.map(number);
    const ok =
      close(got.tokensPerSecondPerGpu, wanted[0]!, tolerance) &&
      close(got.itl_s * 1000, wanted[1]!, tolerance) &&
      Math.abs(got.kvUsage - wanted[2]!) <= tolerance;
    tally.check(file, ok, () => `best ${JSON.stringify(v)} got ${JSON.stringify(got)}`);
  }
  for (const v of vectors.prefill) {
    const { curves } = tables.of(v.profile);
    const got = [curves.ttftMs(v.isl), curves.tokensPerSecondPerGpu(v.isl)] as const;
    const ok =
      close(got[0], number(v.ttft), PREFILL_TOLERANCE) && close(got[1], number(v.thpt_per_gpu), PREFILL_TOLERANCE);
    tally.check(file, ok, () => `prefill ${JSON.stringify(v)} got ${got}`);
  }
}

function checkBudgets(vectors: PlannerFile, file: string, tally: GoldenTally): void {
  for (const v of vectors.budget_global) {
    const gpus = { prefill: v.prefill_gpu, decode: v.decode_gpu };
    const got = shrinkByFloor(v, gpus, v.max_gpu_budget, v.min_endpoint);
    const ok = got.prefill === v.out[0] && got.decode === v.out[1];
    tally.check(file, ok, () => `budget_global ${JSON.stringify(v)} got ${JSON.stringify(got)}`);
  }
  for (const v of vectors.budget_component) {
    const got = shrinkOneByFloor(v.replicas, v.gpu, v.max_gpu_budget, v.min_endpoint);
    tally.check(file, got === v.out, () => `budget_component ${JSON.stringify(v)} got ${got}`);
  }
}
