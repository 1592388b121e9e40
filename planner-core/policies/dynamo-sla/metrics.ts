/** The planner's reading of an observation. */
import type { Observation } from '../../ports.js';
import type { ReleaseRules } from './releases.js';

/** Seconds and tokens; `requests` counts the interval. */
export interface Metrics {
  readonly ttft_s: number;
  readonly itl_s: number;
  readonly requests: number;
  readonly isl: number;
  readonly osl: number;
  readonly requestDuration_s: number;
}

/** A query without a result counts as 0, because its Prometheus client returns 0 then; NaN is 0 or stays, by release. */
export function readMetrics({ traffic, latency }: Observation, { nanIsZero }: ReleaseRules): Metrics {
  const read = (value: number | undefined) => (value === undefined || (nanIsZero && Number.isNaN(value)) ? 0 : value);
  return {
    ttft_s: read(latency?.ttft),
    itl_s: read(latency?.itl),
    requests: read(traffic?.requests),
    isl: read(traffic?.inputTokensMean),
    osl: read(traffic?.outputTokensMean),
    requestDuration_s: read(latency?.requestDuration),
  };
}

/** Whether the planner acts on them. The request count and duration are not asked. */
export function areValid({ ttft_s, itl_s, isl, osl }: Metrics): boolean {
  return ![ttft_s, itl_s, isl, osl].some(Number.isNaN);
}
