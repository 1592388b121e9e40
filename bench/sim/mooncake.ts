/**
 * The Mooncake conversation trace with prefix caching on Dynamo's mock engine: how long the simulation takes, and how far its
 * latencies are from those of Dynamo's own offline replay (docs/explanation/dynamo-replay.md), same polynomials, limits and trace.
 */
import { type Policy, staticReplicas } from '../../planner-core/index.js';
import { loadProfile, openTraffic, poolSpec, type TrafficRequest, transferSpec } from '../../scenarios/index.js';
import type { PoolInput } from '../../sim/index.js';
import { benchInput, measure } from './cases.js';

const TRACE = '../shared/data/traces/mooncake/conversation_trace.jsonl';

interface Case {
  readonly name: string;
  readonly aggregated: boolean;
  readonly caching: boolean;
  readonly router: 'round_robin' | 'kv_aware';
  /** Every request asks for one token: what Dynamo's prefill workers do with the others is left out. */
  readonly oneToken?: boolean;
  /** Dynamo's figures, milliseconds. */
  readonly dynamo: Figures;
}

interface Figures {
  readonly ttft_mean: number;
  readonly ttft_p99: number;
  readonly itl_mean?: number;
  readonly itl_p99?: number;
  readonly e2e_mean?: number;
  readonly reuse?: number;
}

const CASES: readonly Case[] = [
  {
    name: '8 aggregated, round robin',
    aggregated: true,
    caching: true,
    router: 'round_robin',
    dynamo: { ttft_mean: 326.01, ttft_p99: 2076.66, itl_mean: 7.57, itl_p99: 13.37, e2e_mean: 2913.71, reuse: 0.0817 },
  },
  {
    name: '8 aggregated, round robin, no prefix cache',
    aggregated: true,
    caching: false,
    router: 'round_robin',
    dynamo: { ttft_mean: 352.7, ttft_p99: 2128.73, itl_mean: 7.68, itl_p99: 13.89, e2e_mean: 2975.4, reuse: 0 },
  },
  {
    name: '8 aggregated, KV router',
    aggregated: true,
    caching: true,
    router: 'kv_aware',
    dynamo: { ttft_mean: 282.86, ttft_p99: 1723.32, itl_mean: 7.24, itl_p99: 11.35, e2e_mean: 2755.3, reuse: 0.2019 },
  },
  {
    name: '4 prefill + 4 decode, round robin, one token each',
    aggregated: false,
    caching: true,
    router: 'round_robin',
    oneToken: true,
    dynamo: { ttft_mean: 494.68, ttft_p99: 2458.97 },
  },
  {
    name: '4 prefill + 4 decode, KV router, one token each',
    aggregated: false,
    caching: true,
    router: 'kv_aware',
    oneToken: true,
    dynamo: { ttft_mean: 385.28, ttft_p99: 1801.39 },
  },
  {
    name: '4 prefill + 4 decode, round robin',
    aggregated: false,
    caching: true,
    router: 'round_robin',
    dynamo: { ttft_mean: 671.01, ttft_p99: 2780.37, itl_mean: 7.75, itl_p99: 14.14, e2e_mean: 3320.02, reuse: 0.0821 },
  },
  {
    name: '4 prefill + 4 decode, KV router',
    aggregated: false,
    caching: true,
    router: 'kv_aware',
    dynamo: { ttft_mean: 582.03, ttft_p99: 2422.77, itl_mean: 7.59, itl_p99: 11.72, e2e_mean: 3173.92, reuse: 0.1628 },
  },
];

const { profile } = loadProfile('dynamo-mocker', (path) => path);

export function mooncake(path = TRACE): Record<string, unknown> {
  const traffic = openTraffic(
    { format: 'mooncake', path, block_tokens: 512, rate_scale: 1, dequantise: false },
    1,
    (p) => p,
  );
  const requests = [...traffic.requests];
  run(CASES[0]!, requests); // compiles
  const cases = CASES.map((each) => ({ name: each.name, ...compare(each, run(each, requests)) }));
  return { requests: requests.length, wall_s: cases[0]!.wall_s, cases };
}

function run(of: Case, requests: readonly TrafficRequest[]) {
  const pool = (role: 'prefill' | 'decode' | 'aggregated'): PoolInput => {
    const spec = poolSpec({
      profile: profile.id,
      replicas: of.aggregated ? 8 : 4,
      queue: 'per_worker',
      max_batch: 256,
      max_batched_tokens: 8192,
      block_tokens: 64,
      prefix_caching: of.caching && role !== 'decode' ? 'leaf_first' : 'off',
      routing: of.router === 'round_robin' ? { policy: 'round_robin' } : { policy: 'kv_aware', ...kvRouter(role) },
    });
    return { queue: spec.queue, routing: spec.routing, groups: [{ spec, profile }] };
  };
  const pools = of.aggregated
    ? { aggregated: pool('aggregated') }
    : { prefill: pool('prefill'), decode: pool('decode') };
  const input = benchInput('leaping', pools, staticReplicas() as Policy);
  const transfer = transferSpec({ latency_ms: 0, bandwidth_gb_per_s: 1e9, first_token: 'decode' });
  return measure(
    { ...input, cluster: { ...input.cluster, transfer } },
    { requests: of.oneToken ? requests.map(shortened) : requests },
  );
}

function shortened(request: TrafficRequest): TrafficRequest {
  return { ...request, outputTokens: 1 };
}

/** What Dynamo sets for the routers of its prefill and decode pools. */
function kvRouter(role: 'prefill' | 'decode' | 'aggregated') {
  if (role === 'prefill') return { track_active_blocks: false };
  return role === 'decode' ? { overlap_score_credit: 0, prefill_load_scale: 0, assume_kv_reuse: false } : {};
}

function compare({ dynamo }: Case, { wall_s, summary }: ReturnType<typeof measure>) {
  const { ttft_ms, itl_ms, e2e_ms, prefix_cache } = summary;
  const ours: Record<keyof Figures, number | undefined> = {
    ttft_mean: ttft_ms!.mean,
    ttft_p99: ttft_ms!.p99,
    itl_mean: itl_ms?.mean,
    itl_p99: itl_ms?.p99,
    e2e_mean: e2e_ms?.mean,
    reuse: prefix_cache.hit_token_ratio,
  };
  const rows = (Object.entries(dynamo) as [keyof Figures, number][]).map(([key, theirs]) => {
    const value = ours[key] ?? 0;
    const error_pct = theirs === 0 ? 0 : Number((100 * (value / theirs - 1)).toFixed(2));
    return [key, { ours: round(value), dynamo: theirs, error_pct }] as const;
  });
  return { wall_s: round(wall_s), ...Object.fromEntries(rows) };
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
