/**
 * The shape of `summary.json`: the figures of one run. Keys are a contract with other programs (units in names,
 * snake_case). A figure that does not exist is absent, never 0.
 */
import type { Role } from '../../planner-core/index.js';

/** Mean, quantiles and maximum of one latency, in milliseconds; absent when nothing was measured. */
export interface LatencyFigures {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** `[probability, milliseconds]` pairs, ascending: enough to draw the distribution again. */
export type QuantileCurve = readonly (readonly [number, number])[];

export interface Summary {
  readonly requests: {
    readonly offered: number;
    readonly completed: number;
    readonly failed: number;
    readonly unfinished: number;
  };
  readonly tokens: { readonly input: number; readonly output: number; readonly delivered: number };
  readonly sla: { readonly ttft_ms?: number; readonly tpot_ms?: number; readonly e2e_ms?: number };
  /** Requests that met their bounds ÷ all offered requests that have one. `ci95`: Wilson interval of `overall`. */
  readonly attainment: {
    readonly overall?: number;
    readonly ttft?: number;
    readonly tpot?: number;
    readonly e2e?: number;
    readonly by_class: Readonly<Record<string, number>>;
    readonly ci95?: readonly [number, number];
  };
  readonly goodput: { readonly requests_per_s: number; readonly output_tokens_per_s: number };
  readonly ttft_ms?: LatencyFigures;
  readonly itl_ms?: LatencyFigures;
  readonly tpot_ms?: LatencyFigures;
  readonly e2e_ms?: LatencyFigures;
  readonly distributions: {
    readonly ttft_ms?: QuantileCurve;
    readonly itl_ms?: QuantileCurve;
    readonly tpot_ms?: QuantileCurve;
    readonly e2e_ms?: QuantileCurve;
  };
  readonly throughput: {
    readonly requests_per_s: number;
    readonly input_tokens_per_s: number;
    readonly output_tokens_per_s: number;
  };
  readonly gpu_hours: {
    readonly total: number;
    readonly starting: number;
    readonly serving: number;
    readonly idle: number;
    readonly draining: number;
    readonly by_role: Readonly<Partial<Record<Role, number>>>;
  };
  /** Absent when no price is known: a cost is never 0. */
  readonly cost?: {
    readonly usd: number;
    readonly usd_per_million_output_tokens?: number;
    readonly usd_per_good_request?: number;
    readonly usd_per_gpu_hour: number;
    readonly price_as_of: string;
    readonly price_source: string;
  };
  readonly scaling: {
    readonly decisions: number;
    readonly scale_ups: number;
    readonly scale_downs: number;
    readonly max_workers_by_role: Readonly<Partial<Record<Role, number>>>;
  };
  readonly prefix_cache: { readonly hit_token_ratio?: number };
  readonly simulation?: { readonly events: number; readonly simulated_s: number };
  readonly event_log_sha256: string;
}
