/** The `clients` and `frontend` sections: how patient those who ask are, and what the frontend takes on. */
import { z } from 'zod';

/** The `clients` section. */
export const clientsSchema = z
  .strictObject({
    timeout_s: z.number().positive().optional().describe('A client gives up this long after it sent its request'),
    first_token_timeout_s: z
      .number()
      .positive()
      .optional()
      .describe('A client gives up when this long after sending no token has come'),
    cancel: z
      .strictObject({
        share: z.number().min(0).max(1).describe('Share of the requests that are cancelled if still open by then'),
        mean_s: z.number().positive().describe('Mean of the exponential time from sending to cancelling'),
      })
      .optional()
      .describe('Clients who lose interest'),
    retries: z
      .strictObject({
        max: z
          .int()
          .nonnegative()
          .default(0)
          .describe('How often a refused, failed or timed-out request is sent again'),
        backoff_s: z.number().nonnegative().default(1).describe('Mean wait before the first retry'),
        factor: z.number().min(1).default(2).describe('Each further wait is this many times as long'),
      })
      .prefault({})
      .describe('Waits are drawn evenly between half and one and a half of their mean'),
  })
  .describe('Those who send the requests');

/** The `frontend` section. */
export const frontendSchema = z
  .strictObject({
    max_in_flight: z.int().positive().optional().describe('Requests inside beyond which further ones are rejected'),
    lost_work: z
      .enum(['fail', 'requeue'])
      .default('fail')
      .describe('A request whose worker is lost fails, or is computed again from what its client has got'),
  })
  .describe('What stands between clients and workers');

/** How patient clients are, and whether they come again. */
export type ClientsSpec = z.infer<typeof clientsSchema>;
/** What the frontend lets in, and what becomes of lost work. */
export type FrontendSpec = z.infer<typeof frontendSchema>;
