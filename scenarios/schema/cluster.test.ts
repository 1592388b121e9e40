import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { clusterSchema, groupsOf, poolSpec, poolsOf, transferSpec } from './cluster.js';

const pool = { profile: 'p', replicas: 1 };
const disaggregated = { mode: 'disaggregated', prefill: pool, decode: pool };
const aggregated = { mode: 'aggregated', aggregated: pool };

describe('a pool', () => {
  it('with nothing said schedules as vLLM does by default', () => {
    expect(poolSpec(pool)).toEqual({
      profile: 'p',
      replicas: 1,
      max_batch: 256,
      max_batched_tokens: 8192,
      chunked_prefill: true,
      block_tokens: 16,
      kv_admission: 'prompt',
      kv_watermark: 0,
      prefix_caching: 'leaf_first',
      queue: 'pooled',
      startup: { stages: [{ name: 'startup', fixed_s: 60 }] },
    });
  });

  it('may warm up and start slowly, and says by how much', () => {
    const { warm_up, slow_start } = poolSpec({ ...pool, warm_up: {}, slow_start: { duration_s: 60, factor: 3 } });
    expect(warm_up).toEqual({ requests: 5, factor: 2 });
    expect(slow_start).toEqual({ duration_s: 60, factor: 3 });
  });

  it('may have workers of other kinds, each with defaults of its own', () => {
    const mixed = poolSpec({ ...pool, also: [{ profile: 'q', replicas: 0, max_replicas: 3 }] });
    expect(mixed.also![0]).toMatchObject({ profile: 'q', max_replicas: 3, max_batch: 256 });
    expect(groupsOf(mixed).map(({ profile }) => profile)).toEqual(['p', 'q']);
    expect(groupsOf(poolSpec(pool))).toHaveLength(1);
  });

  it('of another kind has neither a queue nor others below it', () => {
    expect(() => poolSpec({ ...pool, also: [{ ...pool, queue: 'pooled' } as typeof pool] })).toThrow();
    expect(() => poolSpec({ ...pool, also: [{ ...pool, also: [] } as typeof pool] })).toThrow();
  });
});

describe('pools of a cluster', () => {
  it('are prefill and decode, in this order, where no mode is said', () => {
    const cluster = clusterSchema.parse({ prefill: pool, decode: { ...pool, replicas: 2 } });
    expect(cluster.mode).toBe('disaggregated');
    expect(poolsOf(cluster).map(([role, { replicas }]) => [role, replicas])).toEqual([
      ['prefill', 1],
      ['decode', 2],
    ]);
  });

  it('are one where it is aggregated', () => {
    expect(poolsOf(clusterSchema.parse(aggregated)).map(([role]) => role)).toEqual(['aggregated']);
  });

  it('are those of the mode and no others', () => {
    expect(clusterSchema.safeParse({ ...aggregated, prefill: pool }).success).toBe(false);
    expect(clusterSchema.safeParse({ ...disaggregated, aggregated: pool }).success).toBe(false);
    expect(clusterSchema.safeParse({ mode: 'disaggregated', prefill: pool }).success).toBe(false);
    expect(clusterSchema.safeParse({ ...aggregated, transfer: {} }).success).toBe(false);
  });
});

describe('the transfer of KV caches', () => {
  it('has a link to itself unless one is shared', () => {
    expect(transferSpec()).toEqual({ bandwidth_gb_per_s: 25, latency_ms: 2, first_token: 'prefill' });
    expect(transferSpec({ shared: { gb_per_s: 50 } }).shared).toEqual({ gb_per_s: 50, per: 'prefill_worker' });
  });
});

itHasLimits(clusterSchema, disaggregated, [
  ['prefill.profile', ['p', './p.json'], ['', undefined, 5]],
  ['prefill.replicas', [0, 1, 1000], [-1, 1.5, '1', undefined, null]],
  ['prefill.max_replicas', [0, 5, undefined], [-1, 0.5]],
  ['prefill.max_batch', [1, 4096], [0, 1.5]],
  ['prefill.max_batched_tokens', [1, 8192], [0, -1]],
  ['prefill.block_tokens', [1, 16, 512], [0, 16.5]],
  ['prefill.kv_admission', ['prompt', 'full'], ['none', true]],
  ['prefill.kv_watermark', [0, 0.01, 0.5], [-0.01, 0.51]],
  ['prefill.prefix_caching', ['off', 'lru', 'leaf_first'], ['on', true, false]],
  ['prefill.queue', ['pooled', 'per_worker'], ['shared']],
  ['prefill.warm_up.factor', [1, 5], [0.9, 0]],
  ['prefill.warm_up.requests', [1], [0, 2.5]],
  ['prefill.slow_start', [{ duration_s: 1, factor: 0.5 }], [{ duration_s: 0, factor: 2 }, { duration_s: 1 }, {}]],
  ['transfer.bandwidth_gb_per_s', [0.001, 400], [0, -1]],
  ['transfer.latency_ms', [0, 2.5], [-1]],
  ['transfer.first_token', ['prefill', 'decode'], ['both']],
  [
    'transfer.shared',
    [{ gb_per_s: 1, per: 'cluster' }],
    [{ gb_per_s: 0 }, { per: 'cluster' }, { gb_per_s: 1, per: 'rack' }],
  ],
  ['nodes', [{ gpus_per_node: 8, max: 1, provision: 0 }], [{ gpus_per_node: 0, max: 1, provision: 0 }, { max: 1 }]],
  ['nodes.release_after_idle_s', [], [5]],
  [
    'storage',
    [{ bandwidth_gb_per_s: 1 }, { bandwidth_gb_per_s: 1, per_worker_gb_per_s: 1 }],
    [{}, { bandwidth_gb_per_s: 0 }],
  ],
]);
