/** A sweep made by hand, as its pictures and files see it. */
import type { SweepResult, SweepRow } from '../sweep/result.js';

/** A point of a run that kept this share for these GPU-hours. */
export function madeRow(values: SweepRow['values'], attainment: number, gpu_hours: number): SweepRow {
  return {
    values,
    runs: 2,
    attainment,
    attainment_ci95: [attainment - 0.01, attainment + 0.01],
    gpu_hours,
    ttft_p50_ms: 100,
    ttft_p99_ms: 1000 * gpu_hours,
    requests: 50,
    scale_changes: 3,
    scale_changes_per_h: 6,
  };
}

/** A sweep of these rows over these axes. */
export function madeSweep(
  axes: readonly string[],
  rows: readonly SweepRow[],
  more: Partial<SweepResult> = {},
): SweepResult {
  return { name: 'made', axes, seeds: [1, 2], rows, ...more };
}
