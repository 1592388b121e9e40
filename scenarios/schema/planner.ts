import { z } from 'zod';

const observing = {
  interval_s: z
    .number()
    .positive()
    .default(180)
    .describe('Seconds between two decisions, and the window of the metrics'),
  metrics: z
    .enum(['scraped', 'exact'])
    .default('scraped')
    .describe('scraped: frontend counters through Prometheus increase(); exact: true values of the window'),
  scrape_interval_s: z.number().positive().default(5).describe('Seconds between two scrapes of the frontend'),
};

/** Dynamo's SLA planner of the seed era. Field meanings follow its command line; targets default to `sla`. */
const dynamoSlaSchema = z.strictObject({
  policy: z.literal('dynamo-sla'),
  version: z.enum(['0.4.0', '0.4.1', '0.5.0', '0.5.1']).default('0.5.1').describe('The release whose rules apply'),
  ...observing,
  ttft_ms: z.number().positive().optional().describe('TTFT target; default sla.ttft_ms'),
  itl_ms: z.number().positive().optional().describe('ITL target; default sla.tpot_ms'),
  max_gpu_budget: z.int().positive().default(8).describe('Most GPUs the planner may ask for'),
  min_endpoint: z.int().nonnegative().default(1).describe('Fewest workers of each role'),
  load_predictor: z.enum(['constant']).default('constant').describe('How the next interval is forecast'),
  no_correction: z.boolean().default(false).describe('Leave out the correction factors'),
});

/** No planner: the cluster keeps its configured replicas. Ticks only record what would have been seen. */
const staticSchema = z.strictObject({ policy: z.literal('static'), ...observing });

export const plannerSchema = z.discriminatedUnion('policy', [dynamoSlaSchema, staticSchema]);

export type PlannerSpec = z.infer<typeof plannerSchema>;
export type DynamoSlaSpec = z.infer<typeof dynamoSlaSchema>;
