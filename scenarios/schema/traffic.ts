/** The traffic of a scenario: a trace in one of the public formats, or a generator; and what is done to it. */
import { z } from 'zod';
import { arrivalsSchema, closedLoopSchema, generatorSchema } from './generator.js';

const windowSchema = z
  .strictObject({ start_s: z.number().nonnegative().default(0), end_s: z.number().positive().optional() })
  .describe('Only arrivals in [start_s, end_s) of the source, re-based to 0');

const rateScaleSchema = z
  .union([
    z.number().positive(),
    z.strictObject({
      factor: z.number().positive(),
      mode: z
        .enum(['thin', 'time', 'clients'])
        .default('thin')
        .describe('thin: single requests at random; time: the clock is stretched; clients: whole clients'),
    }),
  ])
  .describe(
    'Multiplies the arrival rate: below 1 thins at random, above 1 repeats rows at nearby times; time is not stretched',
  );

const surgeSchema = z
  .array(
    z.strictObject({
      from_s: z.number().nonnegative(),
      to_s: z.number().positive(),
      factor: z.number().positive(),
    }),
  )
  .describe('Stretches of time in which the rate is multiplied, as by rate_scale');

const resampleSchema = z
  .strictObject({
    block_s: z.number().positive().default(60).describe('Length of a block'),
    reach: z.int().positive().default(2).describe('A block is drawn from so many before and after it'),
  })
  .describe('Other traffic of the same kind: blocks of time drawn from their neighbourhood, anew for each seed');

const maxContextSchema = z
  .strictObject({
    tokens: z.int().min(2).describe("The model's limit on input and output together"),
    overflow: z
      .enum(['reject', 'truncate', 'keep'])
      .default('reject')
      .describe('reject: leave the request out; truncate: cut its prompt; keep: count it only'),
  })
  .describe('What becomes of requests beyond the context of the model');

const attribution = z.string().optional().describe('Source and licence of the trace, copied into the run record');

const common = {
  window: windowSchema.optional(),
  rate_scale: rateScaleSchema.default(1),
  surge: surgeSchema.optional(),
  resample: resampleSchema.optional(),
  max_context: maxContextSchema.optional(),
  attribution,
};

const file = {
  path: z.string().min(1),
  ...common,
  dequantise: z
    .union([z.boolean(), z.strictObject({ quantum_s: z.number().positive() })])
    .optional()
    .describe('Spread rows that share a timestamp over the clock quantum (detected, or given); default true'),
  failed: z
    .enum(['drop', 'keep', 'clamp'])
    .optional()
    .describe('Rows that failed at their source or have no tokens: leave out (default), keep, or raise to 1 token'),
  sort: z.boolean().optional().describe('Sort the rows by time, in memory; default false: unsorted rows are an error'),
};

const blockTokens = z.int().positive().default(512).describe('Tokens of one prefix block');

const servegenSchema = z.strictObject({
  format: z.literal('servegen'),
  path: z.string().min(1).describe('Folder of chunk-N-trace.csv and chunk-N-dataset.json'),
  ...common,
  span: z
    .strictObject({ start_s: z.number().nonnegative(), end_s: z.number().positive() })
    .optional()
    .describe('Part of the pool to generate, in its own seconds; default: all of it'),
  rate: z
    .strictObject({
      constant_rps: z.number().positive().optional(),
      scale: z.number().positive().optional(),
      cap_rps: z.number().positive().optional(),
    })
    .optional()
    .describe('Total rate: constant, the observed one scaled (default 1), or capped'),
  scale: z
    .enum(['rate', 'thin', 'clients'])
    .default('rate')
    .describe('How the total is reached: rates of all clients, thinning at random, or fewer or more clients'),
  rho: z
    .number()
    .min(-1)
    .max(1)
    .default(0)
    .describe('Correlation of input and output lengths (Gaussian copula); 0 is independent'),
});

/** The `traffic` section: one variant a format. */
export const trafficSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('generated'), generator: generatorSchema, ...common }),
  z.strictObject({
    format: z.literal('closed_loop'),
    generator: closedLoopSchema,
    max_context: maxContextSchema.optional(),
    attribution,
  }),
  servegenSchema,
  z.strictObject({ format: z.literal('azure'), ...file }),
  z.strictObject({ format: z.literal('burstgpt'), ...file }),
  z.strictObject({
    format: z.literal('vidur'),
    ...file,
    arrivals: z
      .strictObject({ rps: z.number().positive(), process: arrivalsSchema.default({ process: 'poisson' }) })
      .optional()
      .describe('Arrival times for a file that has lengths only'),
  }),
  z.strictObject({ format: z.literal('splitwise'), ...file }),
  z.strictObject({
    format: z.literal('blis'),
    ...file,
    header: z.string().min(1).optional().describe('The YAML header; default: beside the CSV, with the same name'),
  }),
  z.strictObject({ format: z.literal('mooncake'), ...file, block_tokens: blockTokens }),
  z.strictObject({ format: z.literal('dynamo'), ...file, block_tokens: blockTokens }),
  z.strictObject({ format: z.literal('aiperf'), ...file, block_tokens: blockTokens }),
  z.strictObject({ format: z.literal('headroom'), ...file }),
]);

/** The `traffic` of a scenario: a trace or a generator (docs/reference/traffic.md). */
export type TrafficSpec = z.infer<typeof trafficSchema>;
/** Traffic of a ServeGen pool. */
export type ServegenSpec = z.infer<typeof servegenSchema>;
/** A slice of time. */
export type WindowSpec = z.infer<typeof windowSchema>;
/** Stretches of time with another rate. */
export type SurgeSpec = z.infer<typeof surgeSchema>;
/** A local block bootstrap. */
export type ResampleSpec = z.infer<typeof resampleSchema>;
/** The context of a model, and what becomes of requests beyond it. */
export type MaxContextSpec = z.infer<typeof maxContextSchema>;
/** Formats that are one file of rows. */
export type FileSpec = Exclude<TrafficSpec, { format: 'generated' | 'closed_loop' | 'servegen' }>;
