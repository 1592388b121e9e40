/** The shapes that figures of a summary are made of. */
import { z } from 'zod';

/** A share, 0 to 1. */
export const ratio = z.number().min(0).max(1);
/** A count or a measure that cannot be negative. */
export const amount = z.number().nonnegative();

/** Figures of a distribution of times. */
export const latencyFiguresSchema = z
  .strictObject({ count: amount, mean: amount, p50: amount, p90: amount, p95: amount, p99: amount, max: amount })
  .describe('Milliseconds; quantiles of nearest rank within 0.1 %, mean and maximum exact');

/** Mean, quantiles and maximum of a latency, in milliseconds. */
export type LatencyFigures = z.infer<typeof latencyFiguresSchema>;
