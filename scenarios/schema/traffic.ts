import { z } from 'zod';

const windowSchema = z
  .strictObject({ start_s: z.number().nonnegative().default(0), end_s: z.number().positive().optional() })
  .describe('Only arrivals in [start_s, end_s) of the source, re-based to 0');

/** Quantiles of a length distribution: `[probability, tokens]` pairs, probability from 0 to 1. */
const quantileTableSchema = z
  .array(z.tuple([z.number().min(0).max(1), z.int().positive()]))
  .min(2)
  .describe('[probability, tokens] pairs from 0 to 1; lengths are drawn by linear interpolation between them');

const generatorSchema = z.strictObject({
  duration_s: z.number().positive(),
  rate: z
    .array(z.strictObject({ from_s: z.number().nonnegative(), rps: z.number().nonnegative() }))
    .min(1)
    .describe('Piecewise constant arrival rate: from this second on, this many requests per second'),
  arrivals: z
    .discriminatedUnion('process', [
      z.strictObject({ process: z.literal('poisson') }),
      z.strictObject({
        process: z.literal('gamma'),
        shape: z.number().positive().describe('Shape of the gaps; the CV of the gaps is 1/sqrt(shape)'),
      }),
    ])
    .default({ process: 'poisson' }),
  input_tokens: quantileTableSchema,
  output_tokens: quantileTableSchema,
});

const common = {
  window: windowSchema.optional(),
  rate_scale: z
    .number()
    .positive()
    .default(1)
    .describe(
      'Multiplies the arrival rate: below 1 thins at random, above 1 repeats rows at nearby times; time is not stretched',
    ),
  attribution: z.string().optional().describe('Source and licence of the trace, copied into the run record'),
};

export const trafficSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('generated'), generator: generatorSchema, ...common }),
  z.strictObject({ format: z.literal('azure'), path: z.string().min(1), ...common }),
  z.strictObject({
    format: z.literal('mooncake'),
    path: z.string().min(1),
    ...common,
    dequantise: z
      .union([z.boolean(), z.strictObject({ quantum_s: z.number().positive() })])
      .default(true)
      .describe('Spread rows that share a timestamp over the clock quantum (detected, or given)'),
    block_tokens: z.int().positive().default(512).describe('Tokens of one prefix block'),
  }),
]);

export type TrafficSpec = z.infer<typeof trafficSchema>;
export type GeneratorSpec = z.infer<typeof generatorSchema>;
export type WindowSpec = z.infer<typeof windowSchema>;
export type QuantileTable = z.infer<typeof quantileTableSchema>;
