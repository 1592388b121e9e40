/** Summaries made by hand: what a test says of a run, and plain values for the rest. */
import type { Summary } from '../../reports/index.js';
import type { ErrorCode } from '../../scenarios/errors/index.js';
import type { TrialOutcome } from '../pool/trial-runner.js';

/** What a test says of a run. */
export interface MadeRun {
  readonly attainment?: number;
  readonly gpu_hours?: number;
  readonly usd?: number;
  readonly offered?: number;
  /** Simulated seconds. */
  readonly simulated_s?: number;
  readonly scale_ups?: number;
  readonly scale_downs?: number;
  readonly goodRequestsPerSecond?: number;
  readonly name?: string;
}

/** A run of an hour on one GPU in which every request kept its promise, but for what is said. */
export function madeSummary(run: MadeRun = {}): Summary {
  const { attainment = 1, gpu_hours = 1, usd, offered = 100, simulated_s = 3600 } = run;
  const { scale_ups = 0, scale_downs = 0, goodRequestsPerSecond = 1, name = '' } = run;
  return {
    requests: { offered, completed: offered, failed: 0, unfinished: 0 },
    tokens: { input: 100 * offered, output: 10 * offered, delivered: 10 * offered },
    sla: {},
    attainment: { overall: attainment, by_class: {} },
    goodput: { requests_per_s: goodRequestsPerSecond, output_tokens_per_s: 10 * goodRequestsPerSecond },
    distributions: {},
    throughput: { requests_per_s: 1, input_tokens_per_s: 100, output_tokens_per_s: 10 },
    gpu_hours: { total: gpu_hours, starting: 0, serving: gpu_hours, idle: 0, draining: 0, by_role: {} },
    ...(usd !== undefined && {
      cost: { usd, usd_per_gpu_hour: usd / gpu_hours, price_as_of: '2026-01', price_source: 'made', by_kind: {} },
    }),
    scaling: { decisions: scale_ups + scale_downs, scale_ups, scale_downs, max_workers_by_role: {} },
    prefix_cache: {},
    simulation: { events: 1, simulated_s },
    event_log_sha256: name,
  };
}

/** A trial that ended so. */
export function madeOutcome(run: MadeRun = {}): TrialOutcome {
  return { summary: madeSummary(run) };
}

/** A trial that failed. */
export function madeFailure(message: string, code: ErrorCode = 'HR_INTERNAL'): TrialOutcome {
  return { failure: { code, message } };
}
