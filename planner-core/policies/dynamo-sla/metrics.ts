/** The planner's reading of an observation. */
import type { Observation } from '../../ports.js';

/** Seconds and tokens; `requests` counts the interval. */
export interface Metrics {
  readonly ttft_s: number;
  readonly itl_s: number;
  readonly requests: number;
  readonly isl: number;
  readonly osl: number;
  readonly requestDuration_s: number;
}

/** A query without a result counts as 0, because its Prometheus client returns 0 then; NaN stays NaN. */
export function readMetrics({ traffic, latency }: Observation): Metrics {
  return {
    ttft_s: latency?.ttft ?? 0,
    itl_s: latency?.itl ?? 0,
    requests: traffic?.requests ?? 0,
    isl: traffic?.inputTokensMean ?? 0,
    osl: traffic?.outputTokensMean ?? 0,
    requestDuration_s: latency?.requestDuration ?? 0,
  };
}

/** Whether the planner acts on them. The request count and duration are not asked. */
export function areValid({ ttft_s, itl_s, isl, osl }: Metrics): boolean {
  return ![ttft_s, itl_s, isl, osl].some(Number.isNaN);
}
