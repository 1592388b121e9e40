/** The `routing` section of a pool: which policy chooses the worker of a request, and how fresh its signals are. */
import { z } from 'zod';

const roundRobin = z.strictObject({ policy: z.literal('round_robin') });
const random = z.strictObject({ policy: z.literal('random') });
const leastLoaded = z.strictObject({ policy: z.literal('least_loaded') });
const powerOfTwo = z.strictObject({ policy: z.literal('power_of_two') });

/** Names and defaults of Dynamo's KV router. */
const kvAware = z.strictObject({
  policy: z.literal('kv_aware'),
  overlap_score_credit: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Part of a cached prefix that is taken off the prefill cost; 0 ignores caches'),
  prefill_load_scale: z
    .number()
    .nonnegative()
    .default(1)
    .describe('Weight of prefill blocks beside decode blocks; 0 ignores prefill load'),
  temperature: z
    .number()
    .nonnegative()
    .default(0)
    .describe('Softmax temperature over the costs; 0 always takes the lowest cost'),
  track_active_blocks: z.boolean().default(true).describe('Count the KV blocks of running requests in the cost'),
  assume_kv_reuse: z.boolean().default(true).describe('Running requests with a common prefix share its blocks'),
});

const signals = z
  .strictObject({
    update_interval_s: z
      .number()
      .nonnegative()
      .default(0)
      .describe('Seconds between two updates of what the router sees; 0: each change is an update'),
    lag_s: z.number().nonnegative().default(0).describe('Seconds from an update to the router seeing it'),
    count_own: z
      .boolean()
      .default(true)
      .describe('Until the next update the router adds the load that it has placed itself; kv_aware always does'),
  })
  .prefault({})
  .describe('How stale the loads and KV events are that the router sees');

const sessionAffinity = z.strictObject({
  policy: z.literal('session_affinity'),
  fallback: z
    .discriminatedUnion('policy', [roundRobin, random, leastLoaded, powerOfTwo, kvAware])
    .prefault({ policy: 'least_loaded' })
    .describe('Who chooses for a new session, or when its worker cannot take the request'),
  max_sessions: z.int().positive().default(100_000).describe('Sessions remembered; the longest unused is forgotten'),
  max_load: z
    .number()
    .positive()
    .optional()
    .describe("A session leaves a worker loaded above this, in the pool's unit"),
  signals,
});

/** The `routing` section of a pool: one variant a policy. */
export const routingSchema = z.discriminatedUnion('policy', [
  roundRobin,
  random,
  leastLoaded.extend({ signals }),
  powerOfTwo.extend({ signals }),
  kvAware.extend({ signals }),
  sessionAffinity,
]);

/** A routing policy with its settings. */
export type RoutingSpec = z.infer<typeof routingSchema>;
/** How fresh the signals of a router are. */
export type SignalsSpec = z.infer<typeof signals>;
/** Settings of the KV-aware router. */
export type KvAwareSpec = z.infer<typeof kvAware>;
/** Settings of session affinity. */
export type SessionAffinitySpec = z.infer<typeof sessionAffinity>;
