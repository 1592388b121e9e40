import { z } from 'zod';
import { infrastructureFields } from './infrastructure.js';
import { routingSchema } from './routing.js';
import { lifeFields } from './startup.js';

/** Workers of one kind: what they run on, how many, how their engines schedule. */
const groupFields = {
  profile: z.string().min(1).describe('A shipped profile id, or a path to a profile file or folder'),
  replicas: z.int().nonnegative().describe('Workers at the start, ready at time 0'),
  max_replicas: z
    .int()
    .nonnegative()
    .optional()
    .describe('Most workers of this kind; an order beyond it goes to the next kind of the pool'),
  max_batch: z.int().positive().default(256).describe('Most requests in one batch, per data-parallel rank'),
  max_batched_tokens: z
    .int()
    .positive()
    .default(8192)
    .describe(
      'Most tokens that one step computes, per data-parallel rank: a token a running request, the rest prompts',
    ),
  chunked_prefill: z
    .boolean()
    .default(true)
    .describe('A prompt may be computed over several steps; otherwise it takes one step whole'),
  block_tokens: z.int().positive().default(16).describe('Tokens of one KV block'),
  kv_admission: z
    .enum(['prompt', 'full'])
    .default('prompt')
    .describe(
      'prompt: KV room for the prompt admits, and who finds no block later is preempted; full: room for prompt and output is reserved',
    ),
  kv_watermark: z.number().min(0).max(0.5).default(0).describe('Share of the KV blocks that admission leaves free'),
  prefix_caching: z
    .enum(['off', 'lru', 'leaf_first'])
    .default('leaf_first')
    .describe('Whether computed prompt blocks are kept for later prompts that begin with them, and which go first'),
  warm_up: z
    .strictObject({
      requests: z.int().positive().default(5).describe('The first prompts of a fresh worker'),
      factor: z.number().min(1).default(2).describe('take so many times as long'),
    })
    .optional()
    .describe('Slowness of a worker that has just become ready'),
  slow_start: z
    .strictObject({
      duration_s: z.number().positive().describe('So long after it became ready'),
      factor: z.number().positive().describe('every step takes so many times as long'),
    })
    .optional()
    .describe('Slowness of a worker that was started during the run, whatever it computes'),
  ...lifeFields,
};

const groupSchema = z.strictObject(groupFields);

const poolSchema = z.strictObject({
  ...groupFields,
  also: z
    .array(groupSchema)
    .optional()
    .describe('Workers of other kinds in the same pool: own profile, GPUs and price; orders fill the kinds in order'),
  queue: z
    .enum(['pooled', 'per_worker'])
    .default('pooled')
    .describe('pooled: a request waits at the pool until a worker takes it; per_worker: it is routed as it comes'),
  routing: routingSchema.optional().describe('Which worker gets a request; default: least_loaded'),
});

const transferSchema = z.strictObject({
  bandwidth_gb_per_s: z
    .number()
    .positive()
    .default(25)
    .describe('GB/s of one KV transfer from a prefill to a decode worker'),
  latency_ms: z.number().nonnegative().default(2).describe('Fixed cost of one transfer'),
  shared: z
    .strictObject({
      gb_per_s: z.number().positive().describe('GB/s that all transfers over one link share'),
      per: z
        .enum(['cluster', 'prefill_worker', 'decode_worker'])
        .default('prefill_worker')
        .describe('Whose link it is'),
    })
    .optional()
    .describe('A link that transfers share; default: each has its bandwidth to itself'),
  first_token: z
    .enum(['prefill', 'decode'])
    .default('prefill')
    .describe('prefill: the first token is out when the transfer ends; decode: the first decode step makes it'),
});

/** The `cluster` section: pools by role, the way between them, and what they stand on. */
export const clusterSchema = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('disaggregated').default('disaggregated').describe('Separate prefill and decode workers'),
    prefill: poolSchema,
    decode: poolSchema,
    transfer: transferSchema.prefault({}),
    ...infrastructureFields,
  }),
  z.strictObject({
    mode: z.literal('aggregated').describe('Workers that compute prompts and decode'),
    aggregated: poolSchema,
    ...infrastructureFields,
  }),
]);

/** The pools of a cluster, by role. */
export function poolsOf(cluster: ClusterSpec): [role: 'prefill' | 'decode' | 'aggregated', pool: PoolSpec][] {
  if (cluster.mode === 'aggregated') return [['aggregated', cluster.aggregated]];
  return [
    ['prefill', cluster.prefill],
    ['decode', cluster.decode],
  ];
}

/** The kinds of workers of a pool: its own, then those under `also`. */
export function groupsOf(pool: PoolSpec): PoolGroupSpec[] {
  return [pool, ...(pool.also ?? [])];
}

/** A pool with every default filled in, for programs that make their own. */
export function poolSpec(fields: z.input<typeof poolSchema>): PoolSpec {
  return poolSchema.parse(fields);
}

/** The transfer of a disaggregated cluster, every default filled in. */
export function transferSpec(fields: z.input<typeof transferSchema> = {}): TransferSpec {
  return transferSchema.parse(fields);
}

/** A cluster, disaggregated or aggregated. */
export type ClusterSpec = z.infer<typeof clusterSchema>;
/** The workers of one role. */
export type PoolSpec = z.infer<typeof poolSchema>;
/** Workers of one kind within a pool. */
export type PoolGroupSpec = z.infer<typeof groupSchema>;
/** How KV caches go from prefill to decode workers. */
export type TransferSpec = z.infer<typeof transferSchema>;
