/**
 * The shape of `summary.json`: the figures of one run, as a schema that gives the type, the checks and the published JSON
 * Schema. Keys are a contract with other programs (units in names, snake_case). A figure that does not exist is absent,
 * never 0.
 */
import { z } from 'zod';
import { clientSummarySchema, confidenceSchema } from './client-summary.js';
import { amount, latencyFiguresSchema, ratio } from './figures.js';

const byRole = z.strictObject({
  prefill: amount.exactOptional(),
  decode: amount.exactOptional(),
  aggregated: amount.exactOptional(),
});

const quantileCurveSchema = z
  .array(z.tuple([ratio, amount]))
  .describe('[probability, milliseconds] pairs, ascending: enough to draw the distribution again');

function perLatency<T extends z.ZodType>(schema: T) {
  return {
    ttft_ms: schema.exactOptional(),
    itl_ms: schema.exactOptional(),
    tpot_ms: schema.exactOptional(),
    e2e_ms: schema.exactOptional(),
  };
}

/** Shape of the whole file; a key that is not in it is refused. */
export const summarySchema = z.strictObject({
  requests: z.strictObject({
    offered: amount,
    completed: amount,
    failed: amount,
    unfinished: amount,
    failed_by_status: z.record(z.string(), amount).exactOptional().describe('The failed ones by how they failed'),
  }),
  tokens: z
    .strictObject({ input: amount, output: amount, delivered: amount })
    .describe('Prompt and output tokens of all offered requests; output tokens that were delivered'),
  sla: z.strictObject({
    ttft_ms: amount.exactOptional(),
    tpot_ms: amount.exactOptional(),
    e2e_ms: amount.exactOptional(),
  }),
  attainment: z
    .strictObject({
      overall: ratio.exactOptional(),
      ttft: ratio.exactOptional(),
      tpot: ratio.exactOptional(),
      e2e: ratio.exactOptional(),
      by_class: z.record(z.string(), ratio),
      ci95: z.tuple([ratio, ratio]).exactOptional(),
    })
    .describe('Requests that met their bounds ÷ all offered requests that have one; ci95: Wilson interval of overall'),
  causes: z
    .record(z.string(), amount)
    .exactOptional()
    .describe('Missed requests by cause (docs/reference/causes.md); every miss has exactly one'),
  planner_late_s: z
    .strictObject({ mean: amount, max: amount })
    .exactOptional()
    .describe('Of the misses with the cause planner_late: seconds in which nothing, or too little, had been ordered'),
  goodput: z.strictObject({ requests_per_s: amount, output_tokens_per_s: amount }),
  ...perLatency(latencyFiguresSchema),
  confidence: z
    .strictObject({
      ttft_ms: confidenceSchema.exactOptional(),
      tpot_ms: confidenceSchema.exactOptional(),
      e2e_ms: confidenceSchema.exactOptional(),
    })
    .exactOptional()
    .describe('How much the quantiles can be believed, as if requests were independent'),
  distributions: z.strictObject(perLatency(quantileCurveSchema)),
  throughput: z.strictObject({ requests_per_s: amount, input_tokens_per_s: amount, output_tokens_per_s: amount }),
  gpu_hours: z.strictObject({
    total: amount,
    starting: amount,
    serving: amount,
    idle: amount,
    draining: amount,
    by_role: byRole,
    nodes: amount.exactOptional().describe('Of the nodes, from being asked for to being given back'),
    nodes_idle: amount.exactOptional().describe('Of the nodes, without a worker; not in total and not in cost'),
  }),
  cost: z
    .strictObject({
      usd: z.number().positive(),
      usd_per_million_output_tokens: amount.exactOptional(),
      usd_per_good_request: amount.exactOptional(),
      usd_per_hour: amount.exactOptional().describe('Mean over the run'),
      usd_per_month: amount.exactOptional().describe('730.5 hours like those of the run'),
      usd_per_gpu_hour: z.number().positive(),
      price_as_of: z.string(),
      price_source: z.string(),
      by_kind: z
        .record(
          z.string(),
          z.strictObject({
            gpu_system: z.string().exactOptional(),
            gpu_hours: amount,
            usd_per_gpu_hour: z.number().positive(),
            usd: amount,
          }),
        )
        .describe('By role, or by kind of worker where a pool has several'),
    })
    .exactOptional()
    .describe(
      'Absent when a price is not known: a cost is never 0. usd_per_gpu_hour is the mean, price_as_of the oldest',
    ),
  scaling: z.strictObject({
    decisions: amount,
    scale_ups: amount,
    scale_downs: amount,
    max_workers_by_role: byRole,
  }),
  prefix_cache: z.strictObject({ hit_token_ratio: ratio.exactOptional() }),
  simulation: z
    .strictObject({
      events: amount,
      simulated_s: amount,
      single_steps: amount.exactOptional().describe('Engine steps simulated one by one'),
      leapt_steps: amount.exactOptional().describe('Engine steps taken many at a time, in closed form'),
      preemptions: amount.exactOptional().describe('How often an engine took a request back to compute it again'),
    })
    .exactOptional(),
  client: clientSummarySchema.exactOptional(),
  event_log_sha256: z.string(),
});

/** `summary.json`: the figures of a run (docs/reference/record.md). */
export type Summary = z.infer<typeof summarySchema>;
export type { ClientSummary } from './client-summary.js';
export type { LatencyFigures } from './figures.js';
/** [probability, milliseconds] pairs, ascending. */
export type QuantileCurve = z.infer<typeof quantileCurveSchema>;

/** The JSON Schema of `summary.json`; `reports/summary.schema.json` is this, written out. */
export function summaryJsonSchema(): object {
  return { ...z.toJSONSchema(summarySchema), title: 'Headroom run summary' };
}
