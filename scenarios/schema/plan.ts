/** What `headroom plan` looks for, and among what. */
import { z } from 'zod';
import { slaSchema } from './sla.js';

const share = z.number().gt(0).lt(1);

/** The `plan` section. */
export const planSchema = z
  .strictObject({
    objective: z
      .enum(['usd', 'gpus', 'goodput_per_gpu'])
      .default('usd')
      .describe('What the best plan has least of (dollars an hour, GPUs) or most of (good requests/s per GPU)'),
    attainment: share.default(0.95).describe('Least share of requests that keep the promise'),
    attainment_by_class: z
      .record(z.string(), share)
      .default({})
      .describe('Least share within single request classes, beside the general one'),
    confidence: z
      .number()
      .min(0.5)
      .lt(1)
      .default(0.95)
      .describe('How sure the plan must be to meet the attainment on other traffic of the same kind'),
    promises: z
      .record(z.string(), slaSchema)
      .optional()
      .describe('Several promises by name, each planned for; default: sla'),
    engines: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Profiles to choose from; default: those of the cluster. One engine serves all roles of a plan'),
    modes: z
      .array(z.enum(['disaggregated', 'aggregated']))
      .min(1)
      .optional()
      .describe('Ways of serving to choose from; default: that of the cluster'),
    max_gpus: z.int().positive().default(64).describe('Most GPUs of a plan'),
    spare_workers: z
      .int()
      .nonnegative()
      .default(0)
      .describe('The promise still holds when so many workers of each role are gone'),
    seeds: z.int().min(2).default(3).describe('Runs that a plan must pass in the search'),
    check_seeds: z
      .int()
      .min(2)
      .default(5)
      .describe('Runs on other seeds that the answer, and its cheaper neighbours, must face'),
    growth_percent_per_month: z
      .number()
      .positive()
      .optional()
      .describe('Growth of the traffic, for the month in which the plan runs out'),
    vary: z
      .record(z.string(), z.array(z.unknown()).min(1))
      .optional()
      .describe('Planner settings to choose from, by the path of their field: every combination is a plan'),
  })
  .describe('What `headroom plan` looks for');

/** What a plan is looked for by. */
export type PlanSpec = z.infer<typeof planSchema>;
