import { z } from 'zod';
import { infrastructureFields } from './infrastructure.js';
import { routingSchema } from './routing.js';
import { lifeFields } from './startup.js';

const poolSchema = z.strictObject({
  profile: z.string().min(1).describe('A shipped profile id, or a path to a profile file or folder'),
  replicas: z.int().nonnegative().describe('Workers at the start, ready at time 0'),
  queue: z
    .enum(['pooled', 'per_worker'])
    .default('pooled')
    .describe('pooled: one queue for the pool; per_worker: routed at arrival to the least loaded worker'),
  routing: routingSchema.optional().describe('Which worker gets a request; default: least_loaded'),
  max_batch: z.int().positive().default(256).describe('Most requests in one decode batch'),
  ...lifeFields,
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
  ...infrastructureFields,
});

export type ClusterSpec = z.infer<typeof clusterSchema>;
export type PoolSpec = z.infer<typeof poolSchema>;
