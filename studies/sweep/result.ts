/** What a sweep found: a row a point. */
import type { SweepSpec } from '../../scenarios/index.js';
import type { TrialFailure } from '../pool/trial-runner.js';
import type { SweepPoint } from './points.js';

/** The point that a sweep marks, and when a point is over the cliff. */
export type StabilitySpec = NonNullable<SweepSpec['stability']>;

/** A point over its seeds. Means, but latencies: those are quantiles of all its requests together. */
export interface SweepRow {
  readonly values: SweepPoint['values'];
  readonly runs: number;
  readonly failure?: TrialFailure;
  readonly attainment?: number;
  readonly attainment_ci95?: readonly [number, number];
  readonly gpu_hours?: number;
  readonly usd?: number;
  readonly ttft_p50_ms?: number;
  readonly ttft_p99_ms?: number;
  readonly tpot_p50_ms?: number;
  readonly tpot_p99_ms?: number;
  readonly requests?: number;
  readonly scale_changes?: number;
  readonly scale_changes_per_h?: number;
}

/** A sweep: its axes, and the figures of every point. */
export interface SweepResult {
  readonly name: string;
  readonly description?: string;
  readonly axes: readonly string[];
  readonly seeds: readonly number[];
  readonly rows: readonly SweepRow[];
  readonly stability?: StabilitySpec;
}
