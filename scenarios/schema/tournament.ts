/** What `headroom tournament` plays: who against whom, in which worlds, how often. */
import { z } from 'zod';
import { FORECAST_KINDS } from './forecast.js';
import { POLICY_NAMES } from './planner.js';
import { trafficSchema } from './traffic.js';

/** The `tournament` section. */
export const tournamentSchema = z
  .strictObject({
    policies: z
      .array(z.enum(POLICY_NAMES))
      .min(1)
      .optional()
      .describe('Who plays; default: every policy that can plan this scenario'),
    predictors: z
      .array(z.enum(FORECAST_KINDS))
      .min(1)
      .default(['constant', 'kalman'])
      .describe('Those policies that forecast play once with each that they have'),
    traffics: z
      .record(z.string(), trafficSchema)
      .optional()
      .describe('Traffic by name, each a world of its own; default: that of the scenario'),
    startups_s: z
      .array(z.number().nonnegative())
      .min(1)
      .optional()
      .describe('Startup delays, each a world of its own; default: that of the scenario'),
    attainment: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.95)
      .describe('Share of requests that everybody is set to reach, before costs are compared'),
    seeds: z.int().positive().default(3).describe('Runs by which a setting is chosen'),
    judging_seeds: z.int().min(2).default(5).describe('Runs on other seeds by which the chosen setting is judged'),
    max_replicas: z.int().positive().default(16).describe('Most workers of each role, for everybody'),
  })
  .describe('What `headroom tournament` plays');

/** Who plays in which worlds, how often. */
export type TournamentSpec = z.infer<typeof tournamentSchema>;
