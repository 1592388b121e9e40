import { z } from 'zod';
import { routingSchema } from './routing.js';

/** A startup stage takes a fixed time, or a lognormal one given by its mean and 95th percentile. */
const stageSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]+$/, 'a name of letters, digits, _ and -')
    .describe('What happens in the stage, e.g. load_weights'),
  fixed_s: z.number().nonnegative().optional().describe('The stage always takes this long'),
  lognormal: z
    .strictObject({ mean_s: z.number().positive(), p95_s: z.number().positive() })
    .optional()
    .describe('The stage takes a random time with this mean and 95th percentile'),
});

const stagesSchema = z.strictObject(
  { stages: z.array(stageSchema).min(1) },
  { error: ({ code }) => (code === 'invalid_type' ? 'seconds, 0 or more, or a list of stages' : undefined) },
);

/** Either stages, or one number: a single stage of that many seconds. */
export const startupSchema = z
  .preprocess(
    (value) => (typeof value === 'number' && value >= 0 ? { stages: [{ name: 'startup', fixed_s: value }] } : value),
    stagesSchema,
  )
  .describe('What a worker goes through between being ordered and being ready: seconds, or stages');

const poolSchema = z.strictObject({
  profile: z.string().min(1).describe('A shipped profile id, or a path to a profile file or folder'),
  replicas: z.int().nonnegative().describe('Workers at the start, ready at time 0'),
  queue: z
    .enum(['pooled', 'per_worker'])
    .default('pooled')
    .describe('pooled: one queue for the pool; per_worker: routed at arrival to the least loaded worker'),
  routing: routingSchema.optional().describe('Which worker gets a request; default: least_loaded'),
  max_batch: z.int().positive().default(256).describe('Most requests in one decode batch'),
  startup: startupSchema.default({ stages: [{ name: 'startup', fixed_s: 60 }] }),
});

const transferSchema = z.strictObject({
  bandwidth_gb_per_s: z
    .number()
    .positive()
    .default(25)
    .describe('GB/s of one KV transfer from a prefill to a decode worker'),
  latency_ms: z.number().nonnegative().default(2).describe('Fixed cost of one transfer'),
});

export const clusterSchema = z.strictObject({
  mode: z.enum(['disaggregated']).default('disaggregated').describe('Separate prefill and decode workers'),
  prefill: poolSchema,
  decode: poolSchema,
  transfer: transferSchema.prefault({}),
});

export type ClusterSpec = z.infer<typeof clusterSchema>;
export type PoolSpec = z.infer<typeof poolSchema>;
export type StartupSpec = z.infer<typeof startupSchema>;
export type StartupStageSpec = z.infer<typeof stageSchema>;
