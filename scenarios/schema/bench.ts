/** How a scenario's traffic is sent to a live target by `headroom bench`; the simulator reads none of it. */
import { z } from 'zod';

const length = {
  duration_s: z.number().positive().optional().describe('No request starts after this'),
  requests: z.int().positive().optional().describe('No more requests than these'),
};

const stageSchema = z.strictObject({
  duration_s: z.number().positive(),
  rps: z.number().nonnegative().describe('Requests per second at the start of the stage'),
  to_rps: z
    .number()
    .nonnegative()
    .optional()
    .describe('Rate at its end, reached in a straight line; default: the same'),
});

/** `bench.schedule`: when requests are sent. */
export const scheduleSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('traffic').default('traffic'),
      speedup: z.number().positive().default(1).describe("The traffic's own times, divided by this"),
      ...length,
    }),
    z.strictObject({
      kind: z.literal('rate'),
      process: z.enum(['constant', 'poisson', 'gamma']).default('poisson').describe('How the gaps are drawn'),
      shape: z.number().positive().default(1).describe('Of gamma gaps: 1 is Poisson, below 1 is bursty'),
      stages: z.array(stageSchema).min(1).describe('One after the other: constant rates, steps and ramps'),
      requests: length.requests,
    }),
    z.strictObject({
      kind: z.literal('concurrency'),
      clients: z.int().positive().describe('Requests in flight, each followed at once by the next; 1 is synchronous'),
      ramp_s: z.number().nonnegative().default(0).describe('The clients begin evenly over this time'),
      ...length,
    }),
    z.strictObject({
      kind: z.literal('users'),
      users: z.int().positive().describe('Users, each with at most one request in flight'),
      rps: z.number().positive().describe('Requests per second of all users together, as long as they keep up'),
      ...length,
    }),
  ])
  .describe('When the requests of the traffic are sent');

const limit = (what: string, default_s: number) => z.number().positive().default(default_s).describe(what);

/** The `bench` section. */
export const benchSchema = z
  .strictObject({
    model: z.string().min(1).optional().describe("The model's name; default: the first that /v1/models tells"),
    endpoint: z.enum(['chat', 'completions', 'responses', 'embeddings']).default('chat'),
    stream: z.boolean().default(true).describe('Ask for a stream; without one there is no TTFT'),
    schedule: scheduleSchema.prefault({}),
    exact_output: z
      .boolean()
      .default(true)
      .describe('Send min_tokens and ignore_eos, so that outputs have the length that the traffic says'),
    history: z
      .enum(['received', 'recorded'])
      .default('received')
      .describe(
        'What a later turn of a session says of the answers before it: those that were received, or words in the length that the traffic tells, which makes the same seed give the same bodies',
      ),
    tokenizer: z
      .string()
      .optional()
      .describe("A local tokenizer.json; default: OpenAI's o200k_base, which ships with Headroom"),
    body: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Further fields of every request body, over those that Headroom sets'),
    timeouts: z
      .strictObject({
        connect_s: limit('Until the connection stands', 10),
        first_token_s: limit('From the send to the first token', 300),
        gap_s: limit('Between two tokens', 120),
        total_s: limit('The whole request, from its start', 1800),
      })
      .prefault({}),
    warm_up_s: z.number().nonnegative().default(0).describe('Arrivals before this are left out of the steady window'),
    drain_limit_s: z
      .number()
      .nonnegative()
      .default(120)
      .describe('How long after the last arrival the run waits; what is not done by then is unfinished'),
    find: z
      .strictObject({
        attainment: z.number().gt(0).max(1).default(0.9).describe('Share of the requests that must meet the SLA'),
        from: z.number().positive().default(1).describe('The first rate or concurrency to try'),
        most: z.number().positive().default(4096).describe('No trial goes beyond this'),
        trial_s: z.number().positive().default(30).describe('Length of one trial'),
        resolution: z.number().positive().default(0.05).describe('The search ends when the limit is known this well'),
        rates: z.int().positive().default(8).describe('Constant rates of a sweep'),
        saturating_clients: z
          .int()
          .positive()
          .default(512)
          .describe('Requests in flight that a sweep takes to saturate the target'),
      })
      .prefault({})
      .describe('How `headroom bench --find` searches'),
    workers: z.int().positive().max(64).default(1).describe('Threads that send; one fills a core'),
    scrape_interval_s: z.number().positive().default(1).describe('Seconds between two reads of the /metrics pages'),
  })
  .describe('How `headroom bench` sends the traffic');

/** How traffic is sent to a live target. */
export type BenchSpec = z.infer<typeof benchSchema>;
/** When requests are sent: at their own times, by a rate, or by clients and users. */
export type ScheduleSpec = z.infer<typeof scheduleSchema>;
