/** How a worker comes to be ready, and how it leaves: start paths with their stages and failures, warm pool, drain. */
import { z } from 'zod';
import { STARTUP_PRESETS } from './startup-presets.js';

/** A stage that takes a fixed time, or a lognormal one given by its mean and 95th percentile. */
const timedStageSchema = z.strictObject({
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

/** … or that of a transfer which other starts slow down. */
const stageSchema = timedStageSchema.extend({
  bytes_gb: z
    .number()
    .positive()
    .optional()
    .describe('The stage moves this many GB (1e9 bytes) over a bandwidth that simultaneous starts share'),
  bandwidth: z
    .enum(['storage'])
    .optional()
    .describe('Whose bandwidth bytes_gb shares: storage is cluster.storage, and the default'),
});

const failsSchema = z
  .strictObject({
    probability: z
      .number()
      .min(0)
      .max(1)
      .describe('Share of the attempts that fail, each at the end of a random stage'),
    retry_after_s: z
      .number()
      .positive()
      .describe('Wait before the first retry; doubles with every further one, up to 300 s or this, if longer'),
    max_retries: z
      .int()
      .positive()
      .optional()
      .describe('Retries before the worker is given up; default: it is retried for ever'),
    after_last_retry: z
      .enum(['replace', 'give_up'])
      .optional()
      .describe('replace (default) orders another worker, give_up leaves the place empty until the next order'),
  })
  .describe('Starts that fail');

const startSchema = z.strictObject(
  { stages: z.array(stageSchema).min(1).describe('One after the other'), fails: failsSchema.optional() },
  {
    error: inWords(`seconds, 0 or more, or a list of stages, or one of ${Object.keys(STARTUP_PRESETS).join(', ')}`),
  },
);

const provisionStagesSchema = z.strictObject(
  { stages: z.array(timedStageSchema).min(1).describe('One after the other') },
  { error: inWords('seconds, 0 or more, or a list of stages') },
);

/** The short forms of a start: one number (a single stage of that many seconds), or a preset's name. */
export const startupSchema = z
  .preprocess((value) => ofPreset(value) ?? ofSeconds(value, 'startup') ?? value, startSchema)
  .describe('What a worker goes through between being ordered and being ready: seconds, a preset, or stages');

/** The short form of a node's provisioning: one number. */
export const provisionSchema = z
  .preprocess((value) => ofSeconds(value, 'provision_node') ?? value, provisionStagesSchema)
  .describe('What a node goes through between being asked for and being there: seconds, or stages');

function ofSeconds(value: unknown, stageName: string): unknown {
  return typeof value === 'number' && value >= 0 ? { stages: [{ name: stageName, fixed_s: value }] } : undefined;
}

function ofPreset(value: unknown): unknown {
  if (typeof value !== 'string' || !Object.hasOwn(STARTUP_PRESETS, value)) return undefined;
  const { stage, seconds } = STARTUP_PRESETS[value as keyof typeof STARTUP_PRESETS];
  return { stages: [{ name: stage, fixed_s: seconds }] };
}

function inWords(expected: string): ({ code }: { code?: string }) => string | undefined {
  return ({ code }) => (code === 'invalid_type' ? expected : undefined);
}

const warmPoolSchema = z
  .strictObject({
    size: z.int().positive().describe('Workers kept paused; full at the start, refilled in the background'),
    startup: startupSchema,
    holds_gpus: z
      .boolean()
      .optional()
      .describe('Whether a paused worker keeps its GPUs, and costs their time as idle; default: true'),
  })
  .describe('Started workers kept paused; a new order wakes one of them first');

/** The part of a pool that tells its workers' lives. */
export const lifeFields = {
  startup: startupSchema.default({ stages: [{ name: 'startup', fixed_s: 60 }] }),
  snapshot: startupSchema
    .optional()
    .describe('The way to start once a first worker of the pool has started the long way and left a snapshot'),
  warm_pool: warmPoolSchema.optional(),
  drain: z
    .enum(['wait', 'redirect', 'immediate'])
    .optional()
    .describe(
      'A worker that must go: wait (default) finishes what it has, redirect hands its queue back, immediate stops at once',
    ),
  drain_timeout_s: z
    .number()
    .nonnegative()
    .optional()
    .describe('A draining worker stops after this long, done or not; default: it takes the time it needs'),
};

const lifeSchema = z.strictObject(lifeFields);

/** How a worker starts, waits in a warm pool, and leaves. */
export type LifeSpec = z.infer<typeof lifeSchema>;
/** The stages between ordered and ready. */
export type StartupSpec = z.infer<typeof startupSchema>;
/** One stage of a start. */
export type StartupStageSpec = z.infer<typeof stageSchema>;
/** The stages until a node is there. */
export type ProvisionSpec = z.infer<typeof provisionSchema>;
/** How often starts fail, and what then. */
export type StartFailureSpec = z.infer<typeof failsSchema>;
/** Workers that are kept started and paused. */
export type WarmPoolSpec = z.infer<typeof warmPoolSchema>;
