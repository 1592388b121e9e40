/** The `client` block of `summary.json`: what the load generator measured beside the shared figures, and how it fared itself. */
import { z } from 'zod';
import { amount, latencyFiguresSchema, ratio } from './figures.js';

const interval = z.tuple([amount, amount]);
const tail = z.strictObject({ ci95: interval.exactOptional(), at_most: amount.exactOptional() });

/** How much the quantiles of a latency can be believed. */
export const confidenceSchema = z
  .strictObject({ p50: tail, p90: tail, p99: tail })
  .describe(
    'Milliseconds. ci95: order-statistic interval; at_most: bound on the true quantile at 99 % confidence (MLPerf early stopping), absent where the run is too short to give one',
  );

const rateFiguresSchema = z
  .strictObject({ count: amount, mean: amount, p50: amount, p10: amount, p1: amount })
  .describe('Output tokens per second that a user sees after the first token; the low quantiles are the slow users');

const steadySchema = z
  .strictObject({
    from_s: amount,
    to_s: amount,
    requests: amount,
    requests_per_s: amount,
    attainment: ratio.exactOptional(),
    ttft_ms: latencyFiguresSchema.exactOptional(),
    tpot_ms: latencyFiguresSchema.exactOptional(),
    e2e_ms: latencyFiguresSchema.exactOptional(),
  })
  .describe('Requests that arrived in the window after the warm-up and before the drain');

const segmentSchema = z.strictObject({
  segment: z.string().describe('Its part of the load, as 2/5'),
  offered: amount,
  valid: z.boolean(),
  faults: z.array(z.string()),
  lateness_p99_ms: amount.exactOptional(),
  utilization: ratio.exactOptional(),
  clock_ahead_ms: z.number().exactOptional().describe("Of its machine, against the target's"),
  clock_within_ms: amount.exactOptional(),
});

/** Shape of the `client` block. */
export const clientSummarySchema = z
  .strictObject({
    valid: z.boolean().describe('Whether what was measured is the server; faults say why not'),
    faults: z.array(z.string()),
    asked: amount.describe('Requests that the schedule asked for'),
    sent: amount.describe('Requests that were handed to a connection'),
    lateness_ms: latencyFiguresSchema
      .exactOptional()
      .describe('When the client turned to the request − its scheduled time'),
    ttft_sent_ms: latencyFiguresSchema.exactOptional().describe('First token − send'),
    e2e_sent_ms: latencyFiguresSchema.exactOptional().describe('Last token − send'),
    second_token_ms: latencyFiguresSchema.exactOptional().describe('Second − first token'),
    first_reasoning_ms: latencyFiguresSchema.exactOptional().describe('First reasoning token − send'),
    first_answer_ms: latencyFiguresSchema.exactOptional().describe('First answer token − send'),
    connect_ms: latencyFiguresSchema.exactOptional().describe('Wait for a connection'),
    user_tokens_per_s: rateFiguresSchema.exactOptional(),
    concurrency: z.strictObject({ mean: amount, max: amount }),
    confidence: z.strictObject({
      ttft_ms: confidenceSchema.exactOptional(),
      tpot_ms: confidenceSchema.exactOptional(),
      e2e_ms: confidenceSchema.exactOptional(),
    }),
    steady: steadySchema,
    errors: z.record(z.string(), amount).describe('Requests by error class'),
    retries: amount,
    tokens: z.strictObject({
      chunks: amount.describe('Pieces of output of completed requests'),
      usage_input: amount.exactOptional(),
      usage_output: amount.exactOptional(),
      without_usage: amount.describe('Completed requests for which the server counted no tokens'),
      wrong_length: amount.describe('Completed requests whose output is not as long as was asked'),
      checked: z
        .strictObject({ requests: amount, usage: amount, tokenizer: amount })
        .exactOptional()
        .describe('A sample of outputs, counted again with the offline tokenizer'),
    }),
    shared_read_ratio: ratio.exactOptional().describe('Pieces of output that came in one read with the piece before'),
    event_loop_ms: z.strictObject({ p50: amount, p99: amount, max: amount }).describe('Delay of the event loop'),
    utilization: ratio.describe('Share of the time that the busiest thread worked'),
    gc: z.strictObject({ count: amount, total_ms: amount, max_ms: amount }),
    cpu: z.strictObject({ user_s: amount, system_s: amount, s_per_1000_requests: amount.exactOptional() }),
    sockets: z.strictObject({ opened: amount, most: amount }),
    max_rss_mb: amount,
    threads: amount,
    server_counters: z
      .record(z.string(), z.number())
      .exactOptional()
      .describe("How far the servers' own counters moved over the run"),
    segments: z.array(segmentSchema).exactOptional().describe('Of a load that several machines sent: each of them'),
  })
  .describe('Of a live run: the client side');

/** The `client` block. */
export type ClientSummary = z.infer<typeof clientSummarySchema>;
