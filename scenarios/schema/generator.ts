/** The fields of generated traffic: open loop by a rate, or closed loop by a number of clients. */
import { z } from 'zod';

/** Quantiles of a length distribution: `[probability, tokens]` pairs, probability from 0 to 1. */
const quantileTableSchema = z
  .array(z.tuple([z.number().min(0).max(1), z.int().positive()]))
  .min(2)
  .describe('[probability, tokens] pairs from 0 to 1; lengths are drawn by linear interpolation between them');

/** A distribution of token counts: quantiles, a constant, a lognormal or a histogram. */
export const lengthsSchema = z.union([
  quantileTableSchema,
  z.int().positive().describe('Always this many tokens'),
  z.strictObject({
    lognormal: z
      .strictObject({
        median: z.number().positive().describe('Half of the lengths are below'),
        sigma: z.number().nonnegative().describe('Standard deviation of the logarithm'),
        max: z.int().positive().optional().describe('Longer ones are cut to this'),
      })
      .optional(),
    histogram: z
      .array(z.tuple([z.int().positive(), z.number().nonnegative()]))
      .min(1)
      .optional()
      .describe('[tokens, weight] pairs; weights need not sum to 1'),
  }),
]);

const shape = z.number().positive();

/** The process of arrivals. */
export const arrivalsSchema = z
  .discriminatedUnion('process', [
    z.strictObject({ process: z.literal('poisson') }),
    z.strictObject({
      process: z.literal('gamma'),
      shape: shape.describe('Shape of the gaps; the CV of the gaps is 1/sqrt(shape)'),
    }),
    z.strictObject({
      process: z.literal('weibull'),
      shape: shape.describe('Shape of the gaps; below 1 they come in bursts'),
    }),
    z.strictObject({ process: z.literal('constant') }),
  ])
  .describe('How the gaps between requests are drawn');

const rateSchema = z.union([
  z
    .array(z.strictObject({ from_s: z.number().nonnegative(), rps: z.number().nonnegative() }))
    .min(1)
    .describe('Piecewise constant arrival rate: from this second on, this many requests per second'),
  z.strictObject({
    path: z.string().min(1).describe('CSV with window_start… and requests_per_second… or requests_per_minute…'),
    scale: z.number().positive().default(1).describe('Multiplies the rates of the file'),
  }),
]);

const sessionsSchema = z
  .strictObject({
    turns: lengthsSchema.describe('Turns of a session, drawn like a length'),
    think_time_s: z
      .strictObject({ mean: z.number().nonnegative(), sigma: z.number().nonnegative().default(0) })
      .describe('From the end of a turn to the next: lognormal with this mean, sigma of its logarithm; 0 is constant'),
    growth: z
      .enum(['accumulate', 'none'])
      .default('accumulate')
      .describe('accumulate: each prompt repeats the whole conversation before it'),
  })
  .describe('The rate counts first turns; each later turn waits for the end of the one before it');

const prefixSchema = z
  .strictObject({
    groups: z.int().positive().describe('How many different shared prefixes there are, equally popular'),
    tokens: z.int().positive().describe('Tokens of a shared prefix; they come before input_tokens'),
    block_tokens: z.int().positive().default(512).describe('Tokens of one prefix block'),
  })
  .describe('Prompts that begin alike: a system prompt, a document');

const kind = {
  input_tokens: lengthsSchema,
  output_tokens: lengthsSchema,
  sessions: sessionsSchema.optional(),
  prefix: prefixSchema.optional(),
};

const classSchema = z.strictObject({
  name: z.string().min(1).describe('Becomes the class of its requests'),
  share: z.number().positive().max(1).optional().describe('Share of the common rate; shares sum to 1'),
  rate: rateSchema.optional().describe('A rate of its own, beside the common one'),
  arrivals: arrivalsSchema.optional().describe('With a rate of its own: its process'),
  ...kind,
});

/** The generator of open-loop traffic. */
export const generatorSchema = z.strictObject({
  duration_s: z.number().positive(),
  rate: rateSchema.optional(),
  arrivals: arrivalsSchema.default({ process: 'poisson' }),
  input_tokens: lengthsSchema.optional(),
  output_tokens: lengthsSchema.optional(),
  sessions: sessionsSchema.optional(),
  prefix: prefixSchema.optional(),
  classes: z.array(classSchema).min(1).optional().describe('Kinds of requests, instead of one kind'),
});

/** The generator of closed-loop traffic. */
export const closedLoopSchema = z.strictObject({
  concurrency: z.int().positive().describe('Clients, each with one request at a time'),
  requests: z.int().positive().optional().describe('Stops after this many requests'),
  duration_s: z.number().positive().optional().describe('Sends nothing after this second'),
  input_tokens: lengthsSchema,
  output_tokens: lengthsSchema,
  think_time_s: z.number().nonnegative().default(0).describe('From the end of a request to the next one of its client'),
  ramp_s: z.number().nonnegative().default(0).describe('Clients begin evenly over this time'),
});

/** `[probability, tokens]` pairs, both ascending. */
export type QuantileTable = z.infer<typeof quantileTableSchema>;
/** A distribution of token counts. */
export type LengthsSpec = z.infer<typeof lengthsSchema>;
/** A process of arrivals. */
export type ArrivalsSpec = z.infer<typeof arrivalsSchema>;
/** A rate over time: rows of the scenario, or a file. */
export type RateSpec = z.infer<typeof rateSchema>;
/** How sessions go on after their first turn. */
export type SessionsSpec = z.infer<typeof sessionsSchema>;

/** One kind of requests. */
export type ClassSpec = z.infer<typeof classSchema>;
/** Open-loop traffic that is drawn. */
export type GeneratorSpec = z.infer<typeof generatorSchema>;
/** Closed-loop traffic that is drawn. */
export type ClosedLoopSpec = z.infer<typeof closedLoopSchema>;
