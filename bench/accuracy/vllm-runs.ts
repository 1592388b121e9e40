/**
 * Request-level vLLM runs replayed on the simulated engine: open loop, at the measured arrivals, with the measured lengths and
 * prefix blocks. Two factors of the profile are fitted to the requests that arrived first; the others are scored.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineProfile } from '../../planner-core/index.js';
import type { RequestEnd } from '../../reports/record/index.js';
import { loadProfile, type TrafficRequest } from '../../scenarios/index.js';
import { leastSquares } from '../../studies/index.js';
import { optionalCsv } from './csv.js';
import { quantile } from './kriging.js';
import { play } from './play.js';

export interface RunScore {
  readonly profile: string;
  readonly fitted_requests: number;
  readonly scored_requests: number;
  readonly prefill_factor: number;
  readonly decode_factor: number;
  readonly throughput_pct: number;
  readonly tpot_mean_pct: number;
  readonly e2e_mean_pct: number;
  readonly ttft_mean_pct: number;
  readonly ttft_p90_pct: number;
}

interface Settings {
  readonly engine_kwargs: {
    readonly model: string;
    readonly tensor_parallel_size: number;
    readonly max_num_seqs: number;
    readonly max_num_batched_tokens: number;
  };
  readonly cluster_config_used_by_LLMServingSim: {
    readonly nodes: readonly { readonly instances: readonly { readonly hardware: string }[] }[];
  };
}

interface Measured {
  readonly request: TrafficRequest;
  readonly ttft_ms: number;
  readonly e2e_ms: number;
}

interface Factors {
  readonly prefill: number;
  readonly decode: number;
}

const SYSTEMS: Readonly<Record<string, string>> = { RTXPRO6000: 'rtx_pro_6000_server', RTX4090: 'rtx_4090' };
const BLOCK_TOKENS = 16;
/** Share of a run's requests, in order of arrival, that the factors are fitted to. */
const FITTED_SHARE = 0.5;
/** Of a run that can be fitted and scored. */
const LEAST_REQUESTS = 20;

/** Scores each run of the folder that has a profile; the others are named in the progress. */
export function scoreVllmRuns(folder: string, progress: (line: string) => void): Readonly<Record<string, RunScore>> {
  const runs = JSON.parse(readFileSync(join(folder, 'runs.json'), 'utf8')) as Record<string, Settings>;
  const rows = optionalCsv(join(folder, 'requests.csv'));
  const scores: Record<string, RunScore> = {};
  for (const [id, settings] of Object.entries(runs)) {
    const profile = profileOf(settings);
    if (!profile) {
      progress(`vllm_runs: no profile for ${id}`);
      continue;
    }
    const prefixes = prefixesOf(folder, settings);
    const measured = rows
      .filter((row) => row['run_id'] === id)
      .map((row, i) => measuredOf(row, i, prefixes.get(Number(row['request']))))
      .sort((a, b) => a.request.arrival_s - b.request.arrival_s);
    if (measured.length < LEAST_REQUESTS) {
      progress(`vllm_runs: ${measured.length} requests of ${id} are too few`);
      continue;
    }
    scores[id] = scoreRun(profile, settings, measured);
    progress(`vllm_runs: ${id} done`);
  }
  return scores;
}

function scoreRun(profile: EngineProfile, settings: Settings, measured: readonly Measured[]): RunScore {
  const fitted = measured.slice(0, Math.round(measured.length * FITTED_SHARE));
  const scored = measured.slice(fitted.length);
  const factors = fittedFactors(profile, settings, measured, fitted);
  const ends = replay(profile, settings, measured, factors);
  const [mine, theirs] = [simulatedFigures(ends, scored), measuredFigures(scored)];
  const errorPct = (key: keyof Figures) => Math.round((mine[key] / theirs[key] - 1) * 1e4) / 100;
  const span = (last_s: readonly number[]) => Math.max(...last_s);
  const simulatedSpan = span(ends.map((end) => end.lastToken_s!));
  const measuredSpan = span(measured.map((one) => one.request.arrival_s + one.e2e_ms / 1000));
  return {
    profile: profile.id,
    fitted_requests: fitted.length,
    scored_requests: scored.length,
    prefill_factor: Math.round(factors.prefill * 1e3) / 1e3,
    decode_factor: Math.round(factors.decode * 1e3) / 1e3,
    throughput_pct: Math.round((measuredSpan / simulatedSpan - 1) * 1e4) / 100,
    tpot_mean_pct: errorPct('tpot_mean'),
    e2e_mean_pct: errorPct('e2e_mean'),
    ttft_mean_pct: errorPct('ttft_mean'),
    ttft_p90_pct: errorPct('ttft_p90'),
  };
}

/** The factors at which mean TTFT and mean TPOT of the fitted requests are the measured ones, or as near as can be. */
function fittedFactors(
  profile: EngineProfile,
  settings: Settings,
  measured: readonly Measured[],
  fitted: readonly Measured[],
): Factors {
  const target = measuredFigures(fitted);
  const factorsOf = ([prefill, decode]: readonly number[]) => ({
    prefill: Math.exp(prefill!),
    decode: Math.exp(decode!),
  });
  const { at } = leastSquares(
    (logarithms) => {
      const figures = simulatedFigures(replay(profile, settings, measured, factorsOf(logarithms)), fitted);
      return [Math.log(figures.ttft_mean / target.ttft_mean), Math.log(figures.tpot_mean / target.tpot_mean)];
    },
    [0, 0],
  );
  return factorsOf(at);
}

function replay(profile: EngineProfile, settings: Settings, measured: readonly Measured[], factors: Factors) {
  const calibration = {
    prefillFactor: factors.prefill,
    decodeFactors: { batch: [1], factor: [factors.decode] },
    source: 'the first requests of the run',
  };
  const { max_num_seqs, max_num_batched_tokens } = settings.engine_kwargs;
  const pool = {
    profile: { ...profile, calibration },
    workers: 1,
    spec: { max_batch: max_num_seqs, max_batched_tokens: max_num_batched_tokens, block_tokens: BLOCK_TOKENS },
  };
  return play([pool], { requests: measured.map((one) => one.request) });
}

interface Figures {
  readonly ttft_mean: number;
  readonly ttft_p90: number;
  readonly tpot_mean: number;
  readonly e2e_mean: number;
}

function measuredFigures(measured: readonly Measured[]): Figures {
  return figures(measured.map((one) => ({ ttft: one.ttft_ms, e2e: one.e2e_ms, tokens: one.request.outputTokens })));
}

function simulatedFigures(ends: readonly RequestEnd[], of: readonly Measured[]): Figures {
  const wanted = new Set(of.map((one) => one.request.id));
  return figures(
    ends
      .filter((end) => wanted.has(end.id))
      .map((end) => ({
        ttft: (end.firstToken_s! - end.arrival_s) * 1000,
        e2e: (end.lastToken_s! - end.arrival_s) * 1000,
        tokens: end.outputTokens,
      })),
  );
}

function figures(
  requests: readonly { readonly ttft: number; readonly e2e: number; readonly tokens: number }[],
): Figures {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const ttft = requests.map((one) => one.ttft);
  return {
    ttft_mean: mean(ttft),
    ttft_p90: quantile(ttft, 0.9),
    tpot_mean: mean(requests.filter((one) => one.tokens > 1).map((one) => (one.e2e - one.ttft) / (one.tokens - 1))),
    e2e_mean: mean(requests.map((one) => one.e2e)),
  };
}

/** The shipped profile of the run's model and GPU, or a roofline; with the KV capacity that the run tells, if it tells one. */
function profileOf(settings: Settings): EngineProfile | undefined {
  const { engine_kwargs, cluster_config_used_by_LLMServingSim: cluster } = settings;
  const model = engine_kwargs.model.split('/').at(-1)!.toLowerCase();
  const system = SYSTEMS[cluster.nodes[0]!.instances[0]!.hardware];
  const tp = engine_kwargs.tensor_parallel_size;
  const profile =
    profileOrNone(`${model}-bf16_${system}_vllm_tp${tp}`) ?? profileOrNone(`roofline:${model}@${system}:tp=${tp}`);
  const blocks = numberNamed(settings, /gpu_blocks|kv.*blocks/i);
  const maxKvTokens = blocks === undefined ? numberNamed(settings, /kv.*tokens/i) : blocks * BLOCK_TOKENS;
  if (!profile || maxKvTokens === undefined) return profile;
  return { ...profile, decode: { ...profile.decode, maxKvTokens } };
}

function profileOrNone(name: string): EngineProfile | undefined {
  try {
    return loadProfile(name, (path) => path).profile;
  } catch {
    return undefined;
  }
}

/** The first number of a settings tree whose key matches. */
function numberNamed(tree: object, key: RegExp): number | undefined {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'number' && key.test(name)) return value;
    const inner = value !== null && typeof value === 'object' ? numberNamed(value as object, key) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function prefixesOf(folder: string, { engine_kwargs }: Settings): Map<number, readonly number[]> {
  const name = engine_kwargs.model.split('/').at(-1)!.toLowerCase();
  const file = readdirSync(folder).find(
    (candidate) => candidate.startsWith('prefix_hash_ids') && candidate.includes(name),
  );
  if (!file || !existsSync(join(folder, file))) return new Map();
  const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const { request, hash_ids } = JSON.parse(line) as { request: number; hash_ids: number[] };
      return [request, hash_ids];
    }),
  );
}

function measuredOf(
  row: Readonly<Record<string, string>>,
  id: number,
  prefix: readonly number[] | undefined,
): Measured {
  return {
    request: {
      id,
      arrival_s: Number(row['sent_arrival_s']),
      inputTokens: Number(row['input_tokens']),
      outputTokens: Number(row['output_tokens']),
      ...(prefix && { prefixBlocks: prefix, blockTokens: BLOCK_TOKENS }),
    },
    ttft_ms: Number(row['ttft_ms']),
    e2e_ms: Number(row['e2e_ms']),
  };
}
