import { z } from 'zod';
import { forecastSchema } from './forecast.js';

const metrics = {
  metrics: z
    .enum(['scraped', 'exact'])
    .default('scraped')
    .describe('scraped: frontend counters through Prometheus increase(); exact: true values of the window'),
  scrape_interval_s: z.number().positive().default(5).describe('Seconds between two scrapes of the frontend'),
};

const intervalOf = (seconds: number) =>
  z.number().positive().default(seconds).describe('Seconds between two decisions, and the window of the metrics');

const observing = { interval_s: intervalOf(180), ...metrics };
const observingFast = { interval_s: intervalOf(15), ...metrics };

const bounds = {
  min_replicas: z.int().nonnegative().default(1).describe('Fewest workers of each role'),
  max_replicas: z.int().positive().default(8).describe('Most workers of each role'),
};

const tolerance = z.number().min(0).max(1).default(0.1).describe('No change while the metric is so near its target');

const scalingRules = (stabilisation: number) =>
  z.strictObject({
    stabilization_window_s: z
      .number()
      .nonnegative()
      .default(stabilisation)
      .describe('The most cautious recommendation of this time rules'),
    select_policy: z
      .enum(['Max', 'Min', 'Disabled'])
      .default('Max')
      .describe('Which of several policies limits: that of the most change, of the least, or no change at all'),
    policies: z
      .array(
        z.strictObject({
          type: z.enum(['Pods', 'Percent']),
          value: z.int().positive(),
          period_s: z.number().positive(),
        }),
      )
      .optional()
      .describe('At most so many workers or so many percent in a period; default: those of Kubernetes'),
  });

const behaviour = z
  .strictObject({ scale_up: scalingRules(0).prefault({}), scale_down: scalingRules(300).prefault({}) })
  .prefault({})
  .describe('Stabilisation windows and step limits, as in a HorizontalPodAutoscaler');

/** Headroom's own planner. */
const headroomSchema = z.strictObject({
  policy: z.literal('headroom'),
  interval_s: intervalOf(10),
  ...metrics,
  ...bounds,
  attainment: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.95)
    .describe('Share of the requests that should keep every bound of the sla'),
  gpu_budget: z.int().positive().optional().describe('Most GPUs of all workers together; default: no limit'),
  forecast: forecastSchema
    .optional()
    .describe('How the load is forecast; default: by whichever has erred least of late'),
});

/** Dynamo's SLA planner as long as it interpolated profiles. Field meanings follow its command line. */
const dynamoSlaSchema = z.strictObject({
  policy: z.literal('dynamo-sla'),
  version: z
    .enum(['0.4.0', '0.4.1', '0.5.0', '0.5.1', '1.0.2'])
    .default('0.5.1')
    .describe('The release whose rules apply'),
  ...observing,
  ttft_ms: z.number().positive().optional().describe('TTFT target; default sla.ttft_ms'),
  itl_ms: z.number().positive().optional().describe('ITL target; default sla.tpot_ms'),
  max_gpu_budget: z.int().min(-1).default(8).describe('Most GPUs the planner may ask for; 1.0.2: -1 is no limit'),
  min_endpoint: z.int().nonnegative().default(1).describe('Fewest workers of each role'),
  load_predictor: z
    .enum(['constant', 'arima', 'prophet', 'kalman'])
    .default('constant')
    .describe('How the next interval is forecast; kalman from 1.0.2 on'),
  load_prediction_window_size: z.int().positive().default(50).describe('Intervals that arima and prophet look back on'),
  no_correction: z.boolean().default(false).describe('Leave out the correction factors'),
});

/** Dynamo's planner since 1.4, by its own configuration file. */
const dynamoPlannerSchema = z.strictObject({
  policy: z.literal('dynamo-planner'),
  version: z.enum(['1.4.2', '1.6.1']).default('1.6.1').describe('The release whose rules apply'),
  interval_s: intervalOf(5),
  ...metrics,
  config: z
    .union([z.string().min(1), z.record(z.string(), z.unknown())])
    .default({})
    .describe("The planner's configuration: a YAML or JSON file, JSON text, or its fields right here"),
});

const hpaSchema = z.strictObject({
  policy: z.literal('hpa'),
  ...observingFast,
  ...bounds,
  metric: z
    .enum(['queue', 'concurrency', 'kv_usage', 'request_rate'])
    .default('queue')
    .describe('Per worker: waiting requests, requests in work, share of the KV cache, requests per second'),
  target: z.number().positive().default(5).describe('What a worker should have of it'),
  tolerance,
  behavior: behaviour,
});

const kedaSchema = z.strictObject({
  policy: z.literal('keda'),
  ...observingFast,
  ...bounds,
  target_queue: z.number().positive().default(5).describe('Waiting requests that a worker may have'),
  activation_queue: z.number().nonnegative().default(0).describe('More waiting requests than this are activity'),
  cooldown_s: z.number().nonnegative().default(300).describe('Without activity for so long: back to the minimum'),
  tolerance,
  behavior: behaviour,
});

const kpaSchema = z.strictObject({
  policy: z.literal('kpa'),
  interval_s: intervalOf(2),
  ...metrics,
  ...bounds,
  target_concurrency: z
    .number()
    .positive()
    .default(20)
    .describe('Requests that a worker should have in work or waiting'),
  stable_window_s: z.number().positive().default(60).describe('Window of the usual mean'),
  panic_window_percentage: z.number().min(1).max(100).default(10).describe('Percent of it: window of the panic mean'),
  panic_threshold_percentage: z
    .number()
    .min(110)
    .default(200)
    .describe('Panic when its mean asks for so many percent of the ready workers'),
  max_scale_up_rate: z.number().min(1).default(1000).describe('Most that a decision multiplies the workers by'),
  max_scale_down_rate: z.number().min(1).default(2).describe('Most that a decision divides them by'),
});

const wvaSaturationSchema = z.strictObject({
  policy: z.literal('wva-saturation'),
  interval_s: intervalOf(30),
  ...metrics,
  ...bounds,
  kv_cache_threshold: z.number().min(0).max(1).default(0.8).describe('KV share from which a worker is saturated'),
  queue_length_threshold: z.number().positive().default(5).describe('Queue from which a worker is saturated'),
  kv_spare_trigger: z.number().min(0).max(1).default(0.1).describe('Less mean spare KV share asks for a worker'),
  queue_spare_trigger: z.number().nonnegative().default(3).describe('Less mean spare queue asks for a worker'),
});

const wvaQueueingSchema = z.strictObject({
  policy: z.literal('wva-queueing'),
  interval_s: intervalOf(30),
  ...metrics,
  ...bounds,
  max_batch: z.int().positive().default(256).describe('Requests of one batch at most'),
});

const heteroscaleSchema = z.strictObject({
  policy: z.literal('heteroscale'),
  interval_s: intervalOf(60),
  ...metrics,
  ...bounds,
  tokens_per_s_per_gpu: z.number().positive().describe('Output tokens per second that a decode GPU should make'),
  prefill_per_decode: z.number().positive().default(0.5).describe('Prefill workers for each decode worker'),
  scale_out_threshold: z.number().nonnegative().default(0.1).describe('Relative excess that is let be'),
  scale_in_threshold: z.number().min(0).max(1).default(0.2).describe('Relative lack that is let be'),
  cooldown_s: z.number().nonnegative().default(300).describe('No scaling in for so long after a change'),
});

const tokenscaleSchema = z.strictObject({
  policy: z.literal('tokenscale'),
  interval_s: intervalOf(10),
  ...metrics,
  ...bounds,
  network_gb_per_s: z.number().positive().optional().describe('Link that hands KV caches on; default: no limit'),
  headroom: z.number().nonnegative().default(0.1).describe('Room above the token velocity'),
});

const chironSchema = z.strictObject({
  policy: z.literal('chiron'),
  interval_s: intervalOf(10),
  ...metrics,
  ...bounds,
  utilisation: z.number().positive().max(1).default(0.7).describe('Share of the workers that should be busy'),
  max_batch: z.int().positive().default(256).describe('Requests of one batch at most'),
});

const lastValueSchema = z.strictObject({
  policy: z.literal('last-value'),
  ...observing,
  ...bounds,
  forecast: forecastSchema.default({ kind: 'constant', log1p: false }).describe('What the next interval is sized by'),
  quantile: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('Size for the load that is not exceeded with this probability; default: for the point'),
});

const scheduleSchema = z.strictObject({
  policy: z.literal('schedule'),
  interval_s: intervalOf(60),
  ...metrics,
  period_s: z.number().positive().default(86_400).describe('The table repeats after so long'),
  rows: z
    .array(
      z.strictObject({
        from_s: z.number().nonnegative(),
        replicas: z.strictObject({
          prefill: z.int().nonnegative().optional(),
          decode: z.int().nonnegative().optional(),
          aggregated: z.int().nonnegative().optional(),
        }),
      }),
    )
    .min(1)
    .describe('From this second of the period on, these counts'),
});

/** No planner: the cluster keeps its configured replicas. Ticks only record what would have been seen. */
const staticSchema = z.strictObject({ policy: z.literal('static'), ...observing });

/** Policies that know the traffic to come: references, not planners. */
export const REFERENCE_POLICIES = ['static-peak', 'static-mean', 'oracle', 'perfect-system', 'work-bound'] as const;

const references = REFERENCE_POLICIES.map((policy) =>
  z.strictObject({ policy: z.literal(policy), ...observing, ...bounds }),
);

/** The `planner` section: one variant a policy. */
export const plannerSchema = z.discriminatedUnion('policy', [
  headroomSchema,
  dynamoSlaSchema,
  dynamoPlannerSchema,
  staticSchema,
  scheduleSchema,
  hpaSchema,
  kedaSchema,
  kpaSchema,
  wvaSaturationSchema,
  wvaQueueingSchema,
  heteroscaleSchema,
  tokenscaleSchema,
  chironSchema,
  lastValueSchema,
  ...references,
]);

/** Every policy, by its name. */
export const POLICY_NAMES = plannerSchema.options.map((option) => option.shape.policy.value);

/** A policy with its settings. */
export type PlannerSpec = z.infer<typeof plannerSchema>;
/** Settings of Dynamo's SLA planner up to 1.0. */
export type DynamoSlaSpec = z.infer<typeof dynamoSlaSchema>;
/** Settings of Dynamo's planner since 1.4. */
export type DynamoPlannerSpec = z.infer<typeof dynamoPlannerSchema>;
/** Stabilisation and step limits, as in a HorizontalPodAutoscaler. */
export type BehaviourSpec = z.infer<typeof behaviour>;
