/** A sweep file: which fields of a scenario take which values. */
import { z } from 'zod';

const rangeSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  steps: z.int().min(2).default(5).describe('Values of a grid, ends included; a sample draws between the ends'),
  scale: z.enum(['linear', 'log']).default('linear'),
  whole: z.boolean().default(false).describe('Round to whole numbers'),
});

/** The whole sweep file. */
export const sweepSchema = z.strictObject({
  name: z.string().min(1).optional().describe('Shown on the page; default: the file name'),
  description: z.string().optional(),
  scenario: z.string().min(1).describe('The scenario file, relative to this one'),
  set: z.array(z.string()).default([]).describe('Overrides of the scenario that all points share'),
  axes: z
    .record(z.string().min(1), z.union([z.array(z.unknown()).min(1), rangeSchema]))
    .refine((axes) => Object.keys(axes).length > 0, { error: 'at least one axis' })
    .describe(
      'By the path of a field, or of several with commas: a list of values, or a range. Without a sample: every combination',
    ),
  sample: z
    .strictObject({
      points: z.int().positive().describe('How many points to draw, by a Latin hypercube over the axes'),
      seed: z.int().nonnegative().default(1),
    })
    .optional(),
  seeds: z.int().positive().default(1).describe('Runs of each point, on seeds from that of the scenario on'),
  stability: z
    .strictObject({
      at: z.record(z.string(), z.unknown()).describe('The point you run: a value of each axis'),
      attainment: z.number().gt(0).lt(1).default(0.95).describe('A point with less is over the cliff'),
      changes_per_h: z.number().positive().optional().describe('So is one with more scale-ups and downs an hour'),
    })
    .optional()
    .describe('Marks a point and tells how far it is from where the planner stops keeping up'),
  give_up_below: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('A point whose first run has less attainment is not run on the other seeds'),
});

/** A sweep with every default filled in. */
export type SweepSpec = z.infer<typeof sweepSchema>;
/** The values of an axis from one number to another. */
export type RangeSpec = z.infer<typeof rangeSchema>;
