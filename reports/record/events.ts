/**
 * What a run tells: typed events, and the sink they go into. Simulator, live driver and load generator emit the same
 * events; one sink writes files, one fills histograms, one feeds a browser. Times are seconds from the run's start.
 */
import type { Decision, Observation, Role } from '../../planner-core/index.js';
import type { ClientHealth } from './client-health.js';
import type { ArrivalEvent, FirstTokenEvent, RequestEnd } from './request-events.js';
import type { ClusterSample, WorkerEnd, WorkerEvent } from './worker-events.js';

export type * from './client-health.js';
export type * from './request-events.js';
export type * from './worker-events.js';

/** The planner was asked. */
export interface TickEvent {
  readonly time_s: number;
  readonly observation: Observation;
  readonly decision: Decision;
  /** Counts ordered after the tick, per role. */
  readonly ordered: Readonly<Partial<Record<Role, number>>>;
}

/** Totals of the run, told last. */
export interface RunEnd {
  readonly time_s: number;
  /** Events the simulator's clock processed; absent for a live run. */
  readonly events?: number;
  /** Engine steps simulated one by one, and those that leaps took in one go; absent for a live run. */
  readonly steps?: { readonly single: number; readonly leapt: number };
  /** GPU seconds of the nodes, and of those the ones that no worker held; absent where there are no nodes. */
  readonly nodes?: { readonly provisioned_gpu_s: number; readonly idle_gpu_s: number };
  /** How the load generator itself fared; absent for a simulated run. */
  readonly client?: ClientHealth;
}

/** Where a run's events go. Calls come in time order (ties in emission order); `runEnd` is the last. */
export interface RunSink {
  arrival(event: ArrivalEvent): void;
  firstToken(event: FirstTokenEvent): void;
  /**
   * Each of `requests` requests gets `steps` tokens: the first `gap_s` after the token before, every further one
   * `increment_s` later after its own predecessor than the one before.
   */
  tokenGaps(gap_s: number, requests: number, steps: number, increment_s: number): void;
  requestEnd(event: RequestEnd): void;
  tick(event: TickEvent): void;
  worker(event: WorkerEvent): void;
  workerEnd(event: WorkerEnd): void;
  sample(event: ClusterSample): void;
  runEnd(event: RunEnd): void;
}
