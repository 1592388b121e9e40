/** Golden decisions of the seed-era planner: single intervals and sequences. */
import {
  type DynamoSlaRelease,
  type DynamoSlaState,
  dynamoSla,
  type EngineProfile,
  type Observation,
  type PolicySession,
  RELEASES,
} from '../../planner-core/index.js';
import type { GoldenFolder } from './folder.js';
import { close, type GoldenTally, number } from './tally.js';

type Value = number | string;

export interface Observed {
  readonly ttft_s: Value;
  readonly itl_s: Value;
  readonly num_req: Value;
  readonly isl: Value;
  readonly osl: Value;
  readonly request_duration_s: Value;
  readonly num_p: number;
  readonly num_d: number;
}

export interface Config {
  readonly adjustment_interval: number;
  readonly max_gpu_budget: number;
  readonly min_endpoint: number;
  readonly decode_engine_num_gpu: number;
  readonly prefill_engine_num_gpu: number;
  readonly ttft: number;
  readonly itl: number;
  readonly no_correction?: boolean;
  readonly load_predictor?: SeedPredictor;
  readonly load_prediction_window_size?: number;
}

export type SeedPredictor = 'constant' | 'arima' | 'prophet' | 'kalman';

interface Step {
  readonly observed: Observed;
  readonly p_correction: Value;
  readonly d_correction: Value;
  readonly decision: { readonly prefill: number; readonly decode: number } | null;
}

interface ReplicasFile {
  readonly meta: { readonly dynamo: string };
  readonly single: readonly (Step & { profile: string; config: Config })[];
  readonly sequences: readonly {
    profile: string;
    load_predictor: SeedPredictor;
    config: Config;
    steps: readonly Step[];
  }[];
}

const FACTOR_TOLERANCE = 1e-4;

/** Checks every file of decisions. */
export function checkReplicas(folder: GoldenFolder, tally: GoldenTally): void {
  for (const file of folder.files('replicas-', '.json')) {
    const vectors = folder.json<ReplicasFile>(file);
    const release = vectors.meta.dynamo;
    if (!isRelease(release)) continue;
    for (const vector of vectors.single) {
      checkSteps(folder, release, file, vector.profile, vector.config, [vector], tally);
    }
    for (const { profile, load_predictor, config, steps } of vectors.sequences) {
      checkSteps(folder, release, file, profile, { ...config, load_predictor }, steps, tally);
    }
  }
}

export function isRelease(name: string): name is DynamoSlaRelease {
  return name in RELEASES;
}

function checkSteps(
  folder: GoldenFolder,
  release: DynamoSlaRelease,
  file: string,
  profileName: string,
  config: Config,
  steps: readonly Step[],
  tally: GoldenTally,
): void {
  const session = startSession(folder, release, profileName, config);
  let state = session.initialState;
  steps.forEach((step, i) => {
    const answer = session.tick(state, observation(step.observed, i, config.adjustment_interval));
    state = answer.state;
    const { prefill, decode } = answer.decision.targets;
    const sameDecision = prefill === step.decision?.prefill && decode === step.decision?.decode;
    const sameFactors =
      close(state.correction.prefill, number(step.p_correction), FACTOR_TOLERANCE) &&
      close(state.correction.decode, number(step.d_correction), FACTOR_TOLERANCE);
    tally.check(
      file,
      sameDecision && sameFactors,
      () =>
        `${profileName} step ${i} ${JSON.stringify(step)} got ${prefill}, ${decode}, ${JSON.stringify(state.correction)}`,
    );
  });
}

/** A planner of this release and configuration on a golden profile, with the recorded triangles where there are any. */
export function startSession(
  folder: GoldenFolder,
  release: DynamoSlaRelease,
  profileName: string,
  config: Config,
): PolicySession<DynamoSlaState> {
  const profile = folder.profile(profileName);
  const pool = (gpusPerWorker: number) => ({ profile: { ...profile, gpusPerWorker } as EngineProfile, replicas: 1 });
  const triangles = folder.triangles(profileName);
  const policy = dynamoSla({
    release,
    ttft_s: config.ttft,
    itl_s: config.itl,
    maxGpuBudget: config.max_gpu_budget,
    minEndpoint: config.min_endpoint,
    noCorrection: config.no_correction ?? false,
    forecast: {
      predictor: config.load_predictor ?? 'constant',
      prophetWindow: config.load_prediction_window_size ?? 50,
    },
    ...(triangles && { decodeTriangles: triangles }),
  });
  return policy.init({
    intervalSeconds: config.adjustment_interval,
    sla: {},
    pools: { prefill: pool(config.prefill_engine_num_gpu), decode: pool(config.decode_engine_num_gpu) },
  });
}

/** The observation that a golden vector describes. */
export function observation(observed: Observed, step: number, interval_s: number): Observation {
  const workers = (ready: number) => ({ ready, starting: 0, draining: 0, desired: ready });
  return {
    time: (step + 1) * interval_s,
    windowSeconds: interval_s,
    traffic: {
      requests: number(observed.num_req),
      inputTokensMean: number(observed.isl),
      outputTokensMean: number(observed.osl),
    },
    latency: {
      ttft: number(observed.ttft_s),
      itl: number(observed.itl_s),
      requestDuration: number(observed.request_duration_s),
    },
    workers: { prefill: workers(observed.num_p), decode: workers(observed.num_d) },
  };
}
