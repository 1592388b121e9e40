/** The `faults` section: what goes wrong, and when. */
import { z } from 'zod';

const role = z.enum(['prefill', 'decode', 'aggregated']).describe('The pool that it happens in');
const at_s = z.number().nonnegative().describe('When it happens, seconds from the start');
/** When a fault begins and how long it lasts. */
const period = { at_s, duration_s: z.number().positive().describe('How long it lasts') };
const count = z.int().positive().default(1).describe('How many ready workers, drawn at random');

const crash = z
  .strictObject({
    kind: z.literal('worker_crash'),
    role,
    at_s: at_s.optional(),
    mean_between_s: z
      .number()
      .positive()
      .optional()
      .describe('Instead of at_s: crashes again and again, with exponential gaps of this mean'),
    count,
  })
  .refine(({ at_s, mean_between_s }) => (at_s === undefined) !== (mean_between_s === undefined), {
    error: 'either at_s or mean_between_s',
  });

const slow = z.strictObject({
  kind: z.literal('slow_worker'),
  role,
  ...period,
  factor: z.number().positive().describe('Its steps take this many times as long'),
  count,
});

const edit = z.strictObject({
  kind: z.literal('replicas_edit'),
  role,
  at_s,
  replicas: z.int().nonnegative().describe('What somebody else sets the count to'),
});

const frozen = z.strictObject({ kind: z.literal('metrics_frozen'), ...period });

const lost = z.strictObject({
  kind: z.literal('metrics_lost'),
  ...period,
  engines: z
    .boolean()
    .optional()
    .describe('Whether queues and what engines report of themselves are lost too; default: false'),
});

const scaled = z.strictObject({
  kind: z.literal('metrics_scaled'),
  ...period,
  factor: z.number().positive().describe('Requests, queues and batches are seen this many times as large'),
});

const capped = z.strictObject({
  kind: z.literal('metrics_capped'),
  ...period,
  most: z.int().nonnegative().describe('No queue or batch is seen larger than this'),
});

const late = z.strictObject({
  kind: z.literal('late_scrape'),
  ...period,
  delay_s: z.number().positive().describe('How much later each scrape of this time is made'),
});

const ordersLost = z.strictObject({
  kind: z.literal('orders_lost'),
  role,
  ...period,
});

const ordersRemembered = z.strictObject({ kind: z.literal('orders_remembered'), ...period });

/** The `faults` section. */
export const faultsSchema = z
  .array(
    z.discriminatedUnion('kind', [crash, slow, edit, frozen, lost, late, scaled, capped, ordersLost, ordersRemembered]),
  )
  .describe('What goes wrong during the run');

/** One thing that goes wrong. */
export type FaultSpec = z.infer<typeof faultsSchema>[number];
