/**
 * The ports of a planner: what it may see, what it answers, and the one shape every policy has.
 *
 * A driver (simulated or live) builds an {@link Observation}, calls {@link PolicySession.tick} and carries out the
 * {@link Decision}. Policies are pure: no clock, no I/O, no randomness; the state between two ticks is plain data.
 */
import type { EngineProfile } from './profile.js';

/** What a worker does in the cluster. */
export type Role = 'prefill' | 'decode' | 'aggregated';

/** Workers of one role, by state. `desired` is the count last ordered. */
export interface WorkerCounts {
  readonly ready: number;
  readonly starting: number;
  readonly draining: number;
  readonly desired: number;
  /** Those of the starting ones that wait for GPUs; absent where GPUs have no end. */
  readonly pending?: number;
  /** Workers of a warm pool that hold GPUs, paused or on their way there; not among the others. Absent without one. */
  readonly warm?: number;
}

/**
 * Traffic over the observation window. A field is `undefined` where the metrics source has no series for it, and NaN
 * where the source itself answered NaN (Prometheus's 0/0): policies of some eras treat the two differently.
 */
export interface TrafficObservation {
  /** Requests counted in the window; fractional, because `increase()` extrapolates. */
  readonly requests?: number;
  readonly inputTokensMean?: number;
  readonly outputTokensMean?: number;
  /** Requests counted where they arrive; a frontend of the seed era counts only at the end (`requests`). */
  readonly arrivals?: number;
  /** Share of prompt tokens that the router found in a prefix cache, 0 to 1. */
  readonly kvHitRate?: number;
  /** Mean tokens accepted per decode step with speculative decoding, 1 or more. */
  readonly acceptLength?: number;
}

/** Mean latencies over the window, in seconds. The same rule for `undefined` and NaN. */
export interface LatencyObservation {
  readonly ttft?: number;
  readonly itl?: number;
  readonly requestDuration?: number;
}

/** One forward pass as an engine reports it. What the engine did not do counts 0. */
export interface EngineStep {
  /** Seconds the pass took; 0 when the engine was idle. */
  readonly wallTime: number;
  readonly prefillRequests: number;
  /** Prompt tokens computed in the pass. */
  readonly prefillTokens: number;
  readonly decodeRequests: number;
  /** KV tokens that the decoding requests read. */
  readonly decodeKvTokens: number;
}

/** One worker, or one data-parallel rank of it, as its engine reports itself. A field is absent where it does not. */
export interface WorkerObservation {
  readonly id: string;
  /** Attention data-parallel rank, where the engine has several. */
  readonly rank?: number;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kvUsage?: number;
  /** Requests in the batch. */
  readonly running?: number;
  /** Requests that wait for prefill on this worker. */
  readonly queuedRequests?: number;
  /** Prompt tokens of those requests. */
  readonly queuedPrefillTokens?: number;
  /** Requests that wait for a place in the decode batch, and their KV tokens. */
  readonly queuedDecodeRequests?: number;
  readonly queuedDecodeKvTokens?: number;
  /** The latest forward pass. */
  readonly step?: EngineStep;
}

/** Everything a planner sees at one tick. Times are seconds. */
export interface Observation {
  readonly time: number;
  readonly windowSeconds: number;
  readonly traffic?: TrafficObservation;
  readonly latency?: LatencyObservation;
  readonly workers: Readonly<Partial<Record<Role, WorkerCounts>>>;
  /** Requests waiting, per role. */
  readonly queues?: Readonly<Partial<Record<Role, number>>>;
  /** Workers one by one, where the metrics tell of them; ready workers only. */
  readonly workersDetail?: Readonly<Partial<Record<Role, readonly WorkerObservation[]>>>;
}

/** Why a decision came out as it did; one tick may carry several. The Dynamo planner's own names are kept. */
export type ReasonCode =
  | 'no_data' // metrics absent or NaN: held
  | 'correction_failed' // the correction factors could not be computed: held
  | 'infeasible' // even a lone request misses its target: sized for throughput
  | 'sizing_failed' // a replica count came out not finite: held
  | 'forecast' // sized from the forecast
  | 'min_endpoint' // raised to the minimum
  | 'max_replicas' // lowered to the maximum
  | 'gpu_budget' // shrunk to the GPU budget
  | 'static' // no planner: the configured count
  | 'schedule' // the count of this hour
  | 'metric_target' // a metric against its target
  | 'within_tolerance' // near enough to the target: held
  | 'stabilised' // an earlier recommendation still rules
  | 'rate_limited' // the change was cut to the step limit
  | 'cooldown' // waits before it goes down
  | 'panic' // a burst: the short window rules, and nothing goes down
  | 'ratio' // the count follows the other role's
  | 'saturated' // spare capacity below what is kept in reserve
  | 'back_pressure' // queued work asked for more
  | 'disabled' // this kind of scaling is off
  | 'no_fpm_data' // no engine reported itself
  | 'no_traffic_data' // no traffic observed in the window
  | 'predict_failed' // the forecast gave no number
  | 'scaling_in_progress' // workers start or drain: observed only
  | 'worker_count_mismatch' // the engines that report are not the workers there are
  | 'insufficient_data' // too few samples, or a limit is not known
  | 'scale' // sized from the forecast, orders a change
  | 'scale_up'
  | 'scale_down'
  | 'scale_down_capped_by_throughput' // the throughput floor held it up
  | 'scale_down_refused_consolidation' // the remaining workers would miss the target
  | 'no_change'
  | 'set_lower_bound' // the forecast became the floor of load scaling
  | 'model_not_ready' // the performance model cannot estimate yet
  | 'partner_not_ready' // the other role's model cannot
  | 'gpu_budget_guard_hold' // the budget allows no move in the asked direction
  | 'gpu_budget_reconcile' // the workers there are lie outside the budget: brought back in
  | 'power_budget_clamped'
  | 'power_budget_scale_up_suppressed'
  | 'power_rebalance_staged' // down first, up on a later tick, to stay under the power ceiling
  | 'startup_reduction_pending' // a smaller count must be asked for twice while workers start
  | 'advisory' // would have been ordered
  | 'metrics_unreachable' // a live planner could not ask for its figures: held
  | 'metrics_stale' // the newest figures are too old: held
  | 'metrics_vanished' // figures that had been there are not: held
  | 'workers_unknown'; // the platform did not tell its workers: held

/** One line of the planner's log, as the planner it stands for would print it. */
export interface LogLine {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** A planner's answer. A role without a target is held as it is. */
export interface Decision {
  readonly targets: Readonly<Partial<Record<Role, number>>>;
  readonly reasons: readonly ReasonCode[];
  /** The numbers each step used, by name with its unit; they become columns of `decisions.csv`. */
  readonly explanation: Readonly<Record<string, number>>;
  readonly log: readonly LogLine[];
}

/** What an engine can hold at most; absent where not known. */
export interface EngineLimits {
  /** Prompt tokens of one forward pass. */
  readonly maxBatchedTokens?: number;
  /** Requests of one batch. */
  readonly maxBatch?: number;
  /** Longest context the model serves. */
  readonly contextTokens?: number;
  /** Power drawn by one worker, its GPUs at their caps. */
  readonly wattsPerWorker?: number;
}

/** One pool, as a policy is told of it. */
export interface PoolContext {
  readonly profile: EngineProfile;
  /** Workers at the start. */
  readonly replicas: number;
  readonly limits?: EngineLimits;
  /** Seconds from order to ready, as expected. */
  readonly startupSeconds?: number;
}

/** Traffic between two times, as a policy that knows the future sees it. */
export interface TrafficAhead {
  readonly requests: number;
  readonly inputTokensMean: number;
  readonly outputTokensMean: number;
}

/** What a policy is told once, before the first tick. Latency targets are seconds. */
export interface PolicyContext {
  readonly intervalSeconds: number;
  readonly sla: { readonly ttft?: number; readonly tpot?: number };
  readonly pools: Readonly<Partial<Record<Role, PoolContext>>>;
  /** The traffic to come, for reference policies that no real planner can match; absent in a live run. */
  readonly trafficAhead?: (from_s: number, to_s: number) => TrafficAhead;
  /** How long that traffic lasts. */
  readonly trafficSeconds?: number;
}

/** A policy bound to a context. `tick` is pure: the same state and observation give the same answer. */
export interface PolicySession<State> {
  readonly initialState: State;
  /** The fewest workers of a role that the policy may ever order; drivers hold it to that. */
  readonly leastWorkers: number;
  tick(state: State, observation: Observation): { readonly state: State; readonly decision: Decision };
}

/** One planner algorithm. `State` is plain, JSON-serialisable data. */
export interface Policy<State = unknown> {
  readonly name: string;
  init(context: PolicyContext): PolicySession<State>;
}
