/** Golden answers of the planner's regression models, 1.4. */
import {
  aggregatedCapacity,
  decodeCapacity,
  type EngineStep,
  emptyRegression,
  fitRegression,
  nextItl,
  nextTtft,
  observeSteps,
  type PlannerRegression,
  prefillCapacity,
} from '../../planner-core/index.js';
import { close, type GoldenTally } from './tally.js';

export interface GoldenStep {
  readonly wall_time: number;
  readonly num_prefill?: number;
  readonly sum_prefill_tokens?: number;
  readonly num_decode?: number;
  readonly sum_decode_kv?: number;
}

type Kind = 'prefill' | 'decode' | 'agg';
type Optional = number | null;

export interface RegressionVectors {
  readonly observations: Readonly<Record<Kind, readonly GoldenStep[]>>;
  readonly args: {
    readonly max_num_fpm_samples: number;
    readonly min_observations: number;
    readonly bucket_count: number;
  };
  readonly coef: Readonly<Record<Kind, { readonly coef: readonly number[]; readonly intercept: number }>>;
  readonly prefill_ttft: readonly {
    queued_prefill_tokens: number;
    max_num_batched_tokens: number;
    kv_hit_rate: Optional;
    ttft_s: number;
  }[];
  readonly prefill_rps: readonly {
    isl: number;
    max_num_batched_tokens: Optional;
    rps_and_ttft_ms: readonly number[];
  }[];
  readonly decode_itl: readonly { scheduled_decode_kv: number; queued_decode_kv: number; itl_s: number }[];
  readonly decode_rps: readonly {
    itl_sla_ms: number;
    context_length: number;
    osl: number;
    max_kv_tokens: Optional;
    max_num_seqs: Optional;
    accept_length: number;
    rps_and_itl_ms: readonly number[];
  }[];
  readonly agg_ttft: readonly {
    queued_prefill_tokens: number;
    max_num_batched_tokens: number;
    current_decode_kv: number;
    kv_hit_rate?: Optional;
    ttft_s: number;
  }[];
  readonly agg_itl: readonly { scheduled_decode_kv: number; queued_decode_kv: number; itl_s: number }[];
  readonly agg_rps: readonly {
    isl: number;
    osl: number;
    max_num_batched_tokens: number;
    ttft_sla_ms: number;
    itl_sla_ms: number;
    max_kv_tokens: Optional;
    max_num_seqs: Optional;
    kv_hit_rate: Optional;
    accept_length?: number;
    rps_ttft_ms_itl_ms: readonly number[];
  }[];
}

const TOLERANCE = 1e-6;

export function stepOf(step: GoldenStep): EngineStep {
  return {
    wallTime: step.wall_time,
    prefillRequests: step.num_prefill ?? 0,
    prefillTokens: step.sum_prefill_tokens ?? 0,
    decodeRequests: step.num_decode ?? 0,
    decodeKvTokens: step.sum_decode_kv ?? 0,
  };
}

export function checkRegression(vectors: RegressionVectors, file: string, tally: GoldenTally): void {
  const check = (name: string, vector: object, got: readonly (number | undefined)[], wanted: readonly number[]) => {
    const ok = got.every((value, i) => value !== undefined && close(value, wanted[i]!, TOLERANCE));
    tally.check(file, ok, () => `${name} ${JSON.stringify(vector)} got ${got}`);
  };
  const prefill = modelOf(vectors, 'prefill');
  const decode = modelOf(vectors, 'decode');
  const agg = modelOf(vectors, 'agg');
  for (const [kind, model] of Object.entries({ prefill, decode, agg })) {
    const { coef, intercept } = vectors.coef[kind as Kind];
    const fit = fitRegression(model);
    check(
      `${kind} coefficients`,
      vectors.coef[kind as Kind],
      [fit?.intercept, ...(fit?.slopes ?? [])],
      [intercept, ...coef],
    );
  }
  for (const v of vectors.prefill_ttft) {
    const got = nextTtft(prefill, v.queued_prefill_tokens, v.max_num_batched_tokens, v.kv_hit_rate ?? undefined);
    check('prefill_ttft', v, [got], [v.ttft_s]);
  }
  for (const v of vectors.prefill_rps) {
    const { rps, ttft_ms } = prefillCapacity(prefill, v.isl, v.max_num_batched_tokens ?? undefined);
    check('prefill_rps', v, [rps, ttft_ms], v.rps_and_ttft_ms);
  }
  for (const v of vectors.decode_itl) {
    check('decode_itl', v, [nextItl(decode, v.scheduled_decode_kv, v.queued_decode_kv)], [v.itl_s]);
  }
  for (const v of vectors.decode_rps) {
    const { rps, itl_ms } = decodeCapacity(decode, {
      itl_ms: v.itl_sla_ms,
      contextTokens: v.context_length,
      osl: v.osl,
      maxKvTokens: v.max_kv_tokens ?? undefined,
      maxBatch: v.max_num_seqs ?? undefined,
      acceptLength: v.accept_length,
    });
    check('decode_rps', v, [rps, itl_ms], v.rps_and_itl_ms);
  }
  for (const v of vectors.agg_ttft) {
    const hit = v.kv_hit_rate ?? undefined;
    const got = nextTtft(agg, v.queued_prefill_tokens, v.max_num_batched_tokens, hit, v.current_decode_kv);
    check('agg_ttft', v, [got], [v.ttft_s]);
  }
  for (const v of vectors.agg_itl) {
    check('agg_itl', v, [nextItl(agg, v.scheduled_decode_kv, v.queued_decode_kv)], [v.itl_s]);
  }
  for (const v of vectors.agg_rps) {
    const { rps, ttft_ms, itl_ms } = aggregatedCapacity(agg, {
      isl: v.isl,
      osl: v.osl,
      maxBatchedTokens: v.max_num_batched_tokens,
      ttft_ms: v.ttft_sla_ms,
      itl_ms: v.itl_sla_ms,
      maxKvTokens: v.max_kv_tokens ?? undefined,
      maxBatch: v.max_num_seqs ?? undefined,
      kvHitRate: v.kv_hit_rate ?? undefined,
      acceptLength: v.accept_length ?? 1,
    });
    check('agg_rps', v, [rps, ttft_ms, itl_ms], v.rps_ttft_ms_itl_ms);
  }
}

function modelOf({ observations, args }: RegressionVectors, kind: Kind): PlannerRegression {
  const options = {
    maxSamples: args.max_num_fpm_samples,
    minSamples: args.min_observations,
    bucketCount: args.bucket_count,
  };
  return observeSteps(emptyRegression(kind === 'agg' ? 'aggregated' : kind, options), observations[kind].map(stepOf));
}
