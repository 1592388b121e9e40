/**
 * Random runs from a seed: either kind of cluster with one kind of worker or several, any router, queue, admission and prefix
 * cache, tight memory, batches and budgets, every way to start and to go, under a quota or not, clients without patience and
 * sessions that wait, faults, and either a script of orders or Dynamo's planner in the loop. Step times have no common
 * measure, so that no two workers' events fall together by construction.
 */
import { dynamoSla, type EngineProfile, type Policy } from '../../planner-core/index.js';
import type { FaultSpec, PoolSpec, RoutingSpec, SignalsSpec } from '../../scenarios/index.js';
import type { SimulatedTraffic } from '../simulation.js';
import type { GroupInput, PoolInput, SimulationInput } from '../simulation-input.js';
import { type Draw, drawFrom } from './draw.js';
import { drawInfrastructure, drawLife } from './draw-life.js';
import { drawTraffic } from './draw-traffic.js';
import { poolSpec, scriptedPolicy, smallInput, smallProfile } from './small-cluster.js';

/** A run that was drawn. */
export interface DrawnRun {
  readonly input: SimulationInput;
  readonly traffic: SimulatedTraffic;
}

/** The run of this seed; the same for both engines but for `engine`. */
export function drawRun(seed: number, engine: SimulationInput['cluster']['engine']): DrawnRun {
  const draw = drawFrom(seed, 'soak');
  const isAggregated = draw.chance(0.5);
  const hasStorage = draw.chance(0.3);
  const pools = isAggregated
    ? { aggregated: drawPool(draw, hasStorage) }
    : { prefill: drawPool(draw, hasStorage), decode: drawPool(draw, hasStorage) };
  const input = smallInput({
    seed,
    engine,
    transfer: {
      first_token: draw.one('prefill', 'decode'),
      ...(draw.chance(0.3) && {
        shared: { gb_per_s: draw.between(0.05, 2), per: draw.one('cluster', 'prefill_worker', 'decode_worker') },
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
  const infrastructure = drawInfrastructure(draw, pools, hasStorage);
  const traffic = drawTraffic(draw);
  const sla = { ttft: draw.between(0.5, 20), tpot: draw.between(0.008, 0.03) };
  return { input: { ...input, sla, cluster: { ...input.cluster, pools, infrastructure } }, traffic };
}

function drawPool(draw: Draw, hasStorage: boolean): PoolInput {
  const kinds = draw.chance(0.3) ? draw.whole(2, 3) : 1;
  const shared = { block_tokens: draw.one(1, 16, 64), prefix_caching: draw.one('off', 'lru', 'leaf_first') } as const;
  return {
    queue: draw.one('pooled', 'per_worker'),
    routing: drawRouting(draw),
    groups: Array.from({ length: kinds }, (): GroupInput => {
      const spec = poolSpec({ ...drawScheduling(draw), ...shared, ...drawLife(draw, hasStorage) });
      return { spec, profile: drawProfile(draw) };
    }),
  };
}

function drawScheduling(draw: Draw): Partial<PoolSpec> {
  const max_batch = draw.whole(1, 48);
  return {
    replicas: draw.whole(0, 3),
    ...(draw.chance(0.3) && { max_replicas: draw.whole(0, 3) }),
    max_batch,
    max_batched_tokens: draw.whole(max_batch, 2500),
    chunked_prefill: draw.chance(0.8),
    kv_admission: draw.one('prompt', 'full'),
    kv_watermark: draw.one(0, 0, 0.02),
    ...(draw.chance(0.2) && { slow_start: { duration_s: draw.between(1, 60), factor: draw.between(0.5, 4) } }),
    ...(draw.chance(0.2) && { warm_up: { requests: draw.whole(1, 9), factor: draw.between(1, 3) } }),
  };
}

function drawProfile(draw: Draw): EngineProfile {
  return {
    ...unevenProfile(
      draw.chance(0.5) ? draw.whole(1000, 4000) : draw.whole(4000, 40_000),
      draw.chance(0.25) ? draw.between(1, 3) : 1,
    ),
    gpusPerWorker: draw.whole(1, 2),
    system: draw.one('small', 'large'),
    ...(draw.chance(0.3) && { clientOverheadMs: draw.between(1, 400) }),
    ...(draw.chance(0.3) && { stepOverheadMs: draw.between(0.1, 3) }),
    ...(draw.chance(0.3) && { attentionDp: draw.whole(2, 4) }),
    ...(draw.chance(0.3) && { mixed: { overlap: draw.between(0, 1) } }),
  };
}

function drawRouting(draw: Draw): RoutingSpec {
  const signals: SignalsSpec = {
    update_interval_s: draw.one(0, 0, 3.7),
    lag_s: draw.one(0, 0, 1.3),
    count_own: draw.chance(0.5),
  };
  const kvAware = {
    policy: 'kv_aware',
    overlap_score_credit: draw.one(0, 0.5, 1),
    prefill_load_scale: draw.one(0, 1, 2),
    temperature: draw.one(0, 0, 0.7),
    track_active_blocks: draw.chance(0.7),
    assume_kv_reuse: draw.chance(0.7),
  } as const;
  return draw.one<RoutingSpec>(
    { policy: 'round_robin' },
    { policy: 'random' },
    { policy: 'least_loaded', signals },
    { policy: 'power_of_two', signals },
    { ...kvAware, signals },
    { ...kvAware, signals },
    {
      policy: 'session_affinity',
      fallback: draw.chance(0.5) ? { policy: 'least_loaded' } : kvAware,
      max_sessions: draw.one(3, 1000),
      ...(draw.chance(0.5) && { max_load: draw.between(1, 3000) }),
      signals,
    },
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
      { kind: 'metrics_lost', at_s, duration_s, engines: draw.chance(0.5) },
      { kind: 'metrics_scaled', at_s, duration_s, factor: draw.between(0.1, 50) },
      { kind: 'metrics_capped', at_s, duration_s, most: draw.whole(0, 20) },
      { kind: 'orders_lost', role, at_s, duration_s },
      { kind: 'orders_remembered', at_s, duration_s },
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
