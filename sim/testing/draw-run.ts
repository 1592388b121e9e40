/**
 * Random runs from a seed: either kind of cluster, bursty traffic with and without shared prefixes, either queue and any
 * router, tight KV memory in either mode, tight batches and budgets, slow starts, impatient clients, faults, and either a script
 * of orders or Dynamo's planner in the loop. Step times have no common measure, so that no two workers' events fall together by
 * construction.
 */
import { dynamoSla, type EngineProfile, type Policy } from '../../planner-core/index.js';
import type { FaultSpec, PoolSpec, TrafficRequest } from '../../scenarios/index.js';
import { exponential, gamma, type RandomStream, randomStream } from '../../scenarios/random/index.js';
import type { SimulationInput } from '../simulation-input.js';
import { scriptedPolicy, smallInput, smallProfile } from './small-cluster.js';

export interface DrawnRun {
  readonly input: SimulationInput;
  readonly traffic: { readonly requests: readonly TrafficRequest[] };
}

const PREFIX_BLOCK_TOKENS = 64;

/** Draws from one stream, by kind. */
interface Draw {
  readonly random: RandomStream;
  whole(least: number, most: number): number;
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  one<T>(...of: T[]): T;
}

/** The run of this seed; the same for both engines but for `engine`. */
export function drawRun(seed: number, engine: SimulationInput['cluster']['engine']): DrawnRun {
  const draw = drawFrom(randomStream(seed, 'soak'));
  const isAggregated = draw.chance(0.5);
  const startup = drawStartup(draw);
  const pool = () => drawPool(draw, startup);
  const input = smallInput({
    seed,
    engine,
    profile: unevenProfile(draw.whole(4000, 40_000), draw.chance(0.25) ? draw.between(1, 3) : 1),
    ...(isAggregated ? { aggregated: pool() } : { prefill: pool(), decode: pool() }),
    transfer: {
      first_token: draw.one('prefill', 'decode'),
      ...(draw.chance(0.3) && {
        shared: { gb_per_s: draw.between(0.05, 2), per: draw.one('cluster', 'prefill_worker') },
      }),
    },
    clients: drawClients(draw),
    frontend: {
      lost_work: draw.one('fail', 'requeue'),
      ...(draw.chance(0.2) && { max_in_flight: draw.whole(3, 60) }),
    },
    faults: draw.chance(0.5) ? drawFaults(draw, isAggregated ? ['aggregated'] : ['prefill', 'decode']) : [],
    policy: draw.chance(0.5) || isAggregated ? drawScript(draw) : planner(draw),
    interval_s: draw.whole(7, 60) + 0.37,
    drainLimit_s: draw.whole(0, 600),
  });
  return { input, traffic: { requests: drawTraffic(draw) } };
}

function drawFrom(random: RandomStream): Draw {
  const between = (least: number, most: number) => least + random.next() * (most - least);
  return {
    random,
    between,
    whole: (least, most) => Math.floor(between(least, most + 1)),
    chance: (probability) => random.next() < probability,
    one: (...of) => of[Math.floor(random.next() * of.length)]!,
  };
}

function drawStartup({ between }: Draw): PoolSpec['startup'] {
  const mean_s = between(1, 81);
  return { stages: [{ name: 'load', lognormal: { mean_s, p95_s: mean_s * between(1.1, 3.1) } }] };
}

function drawPool(draw: Draw, startup: PoolSpec['startup']): Partial<PoolSpec> {
  const max_batch = draw.whole(1, 48);
  return {
    startup,
    replicas: draw.whole(0, 3),
    queue: draw.one('pooled', 'per_worker'),
    max_batch,
    max_batched_tokens: draw.whole(max_batch, 2500),
    chunked_prefill: draw.chance(0.8),
    block_tokens: draw.one(1, 16, 64),
    kv_admission: draw.one('prompt', 'full'),
    kv_watermark: draw.one(0, 0, 0.02),
    prefix_caching: draw.one('off', 'lru', 'leaf_first'),
    routing: drawRouting(draw),
    ...(draw.chance(0.2) && { warm_up: { requests: draw.whole(1, 9), factor: draw.between(1, 3) } }),
  };
}

function drawRouting(draw: Draw): PoolSpec['routing'] {
  const signals = {
    update_interval_s: draw.one(0, 0, 3.7),
    lag_s: draw.one(0, 0, 1.3),
    count_own: draw.chance(0.5),
  };
  return draw.one<PoolSpec['routing']>(
    { policy: 'round_robin' },
    { policy: 'random' },
    { policy: 'least_loaded', signals },
    { policy: 'power_of_two', signals },
  );
}

function drawClients(draw: Draw): SimulationInput['clients'] {
  return {
    retries: { max: draw.one(0, 0, 1, 3), backoff_s: draw.between(0.1, 5), factor: 2 },
    ...(draw.chance(0.3) && { timeout_s: draw.between(1, 60) }),
    ...(draw.chance(0.2) && { first_token_timeout_s: draw.between(0.1, 20) }),
    ...(draw.chance(0.2) && { cancel: { share: draw.between(0, 1), mean_s: draw.between(0.1, 20) } }),
  };
}

function drawFaults(draw: Draw, roles: ('prefill' | 'decode' | 'aggregated')[]): FaultSpec[] {
  return Array.from({ length: draw.whole(1, 4) }, (): FaultSpec => {
    const role = draw.one(...roles);
    const at_s = draw.between(0, 90);
    const duration_s = draw.between(1, 60);
    return draw.one<FaultSpec>(
      { kind: 'worker_crash', role, at_s, count: draw.whole(1, 2) },
      { kind: 'worker_crash', role, mean_between_s: draw.between(20, 200), count: 1 },
      { kind: 'slow_worker', role, at_s, duration_s, factor: draw.between(0.5, 4), count: 1 },
      { kind: 'replicas_edit', role, at_s, replicas: draw.whole(0, 4) },
      { kind: 'metrics_frozen', at_s, duration_s },
      { kind: 'metrics_lost', at_s, duration_s },
      { kind: 'late_scrape', at_s, duration_s, delay_s: draw.between(0.1, 4) },
    );
  });
}

function drawScript(draw: Draw): Policy<number> {
  const count = () => draw.whole(0, 4);
  return scriptedPolicy(
    Array.from({ length: 12 }, () => ({
      ...(draw.chance(0.6) && { prefill: count() }),
      ...(draw.chance(0.6) && { decode: count() }),
      ...(draw.chance(0.6) && { aggregated: count() }),
    })),
  );
}

function planner(draw: Draw): Policy<number> {
  const policy = dynamoSla({
    release: draw.one('0.4.0', '0.5.1'),
    ttft_s: 1,
    itl_s: 0.02,
    maxGpuBudget: draw.whole(3, 10),
    minEndpoint: draw.whole(0, 1),
  });
  return policy as unknown as Policy<number>;
}

function drawTraffic(draw: Draw): TrafficRequest[] {
  const { random } = draw;
  const rate = draw.between(0.2, 6.2);
  const shape = draw.one(0.2, 1);
  const trees = draw.chance(0.5) ? draw.whole(1, 6) : 0;
  let arrival_s = 0;
  return Array.from({ length: draw.whole(1, 250) }, (_, id) => {
    arrival_s += gamma(random, shape) / shape / rate;
    const inputTokens = 1 + Math.floor(exponential(random) * 600);
    return {
      id,
      arrival_s,
      inputTokens,
      outputTokens: 1 + Math.floor(exponential(random) * 120),
      ...(trees > 0 && { prefixBlocks: drawPrefix(draw, inputTokens, trees, id), blockTokens: PREFIX_BLOCK_TOKENS }),
    };
  });
}

/** Chained block ids: a stem that the prompts of a tree have in common, then blocks of its own. */
function drawPrefix(draw: Draw, inputTokens: number, trees: number, id: number): number[] {
  const count = Math.ceil(inputTokens / PREFIX_BLOCK_TOKENS);
  const tree = draw.whole(1, trees);
  const shared = draw.whole(0, Math.min(count, 12));
  return Array.from({ length: count }, (_, i) => (i < shared ? tree * 100 + i : 1e6 + id * 1000 + i));
}

/** A small engine whose step times have no common measure. */
export function unevenProfile(maxKvTokens: number, tokensPerStep = 1): EngineProfile {
  return {
    ...smallProfile({ maxKvTokens }),
    ...(tokensPerStep > 1 && { speculative: { tokensPerStep } }),
    kvBytesPerToken: 100_000,
    decodeSteps: [
      { contextTokens: 90, batch: [1, 7, 40], stepMs: [7.31, 9.77, 23.1] },
      { contextTokens: 700, batch: [1, 7, 40], stepMs: [7.93, 10.1, 31.7] },
      { contextTokens: 2300, batch: [1, 7], stepMs: [9.07, 13.9] },
    ],
  };
}
