/** The promise: upper bounds on latency, per request. */
import { z } from 'zod';

const bounds = {
  ttft_ms: z.number().positive().optional().describe('Upper bound on time to first token'),
  tpot_ms: z.number().positive().optional().describe('Upper bound on time per output token'),
  e2e_ms: z.number().positive().optional().describe('Upper bound on the whole request'),
};

/** The `sla` section. */
export const slaSchema = z
  .strictObject({
    ...bounds,
    classes: z
      .record(z.string(), z.strictObject(bounds))
      .optional()
      .describe('Bounds of single request classes; they replace the general ones'),
  })
  .describe('Upper bounds, per request');

/** The promise of a scenario: bounds on latencies in milliseconds, also by class. */
export type SlaSpec = z.infer<typeof slaSchema>;
