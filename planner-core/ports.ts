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
}

/** Mean latencies over the window, in seconds. The same rule for `undefined` and NaN. */
export interface LatencyObservation {
  readonly ttft?: number;
  readonly itl?: number;
  readonly requestDuration?: number;
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
}

/** Why a decision came out as it did; one tick may carry several. */
export type ReasonCode =
  | 'no_data' // metrics absent or NaN: held
  | 'correction_failed' // the correction factors could not be computed: held
  | 'sizing_failed' // a replica count came out not finite: held
  | 'forecast' // sized from the forecast
  | 'min_endpoint' // raised to the minimum
  | 'gpu_budget' // shrunk to the GPU budget
  | 'static'; // no planner: the configured count

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

/** What a policy is told once, before the first tick. Latency targets are seconds. */
export interface PolicyContext {
  readonly intervalSeconds: number;
  readonly sla: { readonly ttft?: number; readonly tpot?: number };
  readonly pools: Readonly<Partial<Record<Role, { readonly profile: EngineProfile; readonly replicas: number }>>>;
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
