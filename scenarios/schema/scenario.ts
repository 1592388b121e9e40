/** The scenario file, one schema for types, checks and the editor's JSON Schema. */
import { z } from 'zod';
import { benchSchema } from './bench.js';
import { clientsSchema, frontendSchema } from './clients.js';
import { clusterSchema } from './cluster.js';
import { faultsSchema } from './faults.js';
import { planSchema } from './plan.js';
import { plannerSchema } from './planner.js';
import { slaSchema } from './sla.js';
import { tournamentSchema } from './tournament.js';
import { trafficSchema } from './traffic.js';

const price = {
  entry: z
    .string()
    .optional()
    .describe('A row of scenarios/prices.json by id; default: the first row of the GPU system'),
  usd_per_gpu_hour: z.number().positive().optional().describe('Your own price, instead of a table row'),
  as_of: z.iso.date().optional().describe('Date of your own price'),
  source: z.string().optional().describe('Source of your own price'),
};

/** Shares are sums of decimals. */
const ROUNDING = 1e-6;

const mix = z
  .array(z.strictObject({ share: z.number().positive().max(1).describe('Of the GPU-hours, 0 to 1'), ...price }))
  .min(1)
  .refine((parts) => Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 1) < ROUNDING, {
    error: 'the shares of a mix add up to 1',
  })
  .optional()
  .describe('GPU-hours bought in several ways (on demand, reserved, spot), each with its share and its price');

/** The `prices` section. */
export const pricesSchema = z
  .strictObject({
    ...price,
    mix,
    by_system: z
      .record(z.string(), z.strictObject({ ...price, mix }))
      .optional()
      .describe('Prices of single GPU systems, as the profiles name them (h100_sxm); they replace the general one'),
  })
  .describe('What a GPU-hour costs');

/** The whole scenario file. */
export const scenarioSchema = z.strictObject({
  name: z.string().min(1).optional().describe('Shown on the report; default: the file name'),
  description: z.string().optional(),
  seed: z.int().nonnegative().default(1).describe('Seeds every random stream of the run'),
  traffic: trafficSchema,
  cluster: clusterSchema,
  clients: clientsSchema.prefault({}),
  frontend: frontendSchema.prefault({}),
  faults: faultsSchema.default([]),
  planner: plannerSchema,
  sla: slaSchema,
  prices: pricesSchema.prefault({}),
  bench: benchSchema.prefault({}),
  plan: planSchema.prefault({}),
  tournament: tournamentSchema.prefault({}),
  run: z
    .strictObject({
      drain_limit_s: z
        .number()
        .nonnegative()
        .default(3600)
        .describe('How long after the last arrival the run may go on; what is not done by then is unfinished'),
      timeline_interval_s: z
        .number()
        .positive()
        .optional()
        .describe('Row distance of timeline.csv; default: about 240 rows'),
      engine: z
        .enum(['leaping', 'stepping'])
        .default('leaping')
        .describe('How decode batches are simulated: in leaps, or step by step as the slow reference'),
      requests: z
        .enum(['csv', 'parquet', 'none'])
        .default('csv')
        .describe('Form of the rows of single requests; none leaves them out'),
    })
    .prefault({}),
});

/** What a live run needs of a scenario: neither cluster nor planner, and a promise only where there is one. */
export const liveScenarioSchema = scenarioSchema
  .partial({ cluster: true, planner: true })
  .extend({ sla: slaSchema.prefault({}) });

/** A scenario with every default filled in (docs/reference/scenario.md). */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario for a live target: cluster and planner may be absent. */
export type LiveScenario = z.infer<typeof liveScenarioSchema>;
/** What GPU-hours cost, by the user. */
export type PricesSpec = z.infer<typeof pricesSchema>;
