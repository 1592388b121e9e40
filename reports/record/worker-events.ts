/** What a run tells of its workers and pools. Times are seconds from the run's start. */
import type { Role, WorkerCounts } from '../../planner-core/index.js';

/** The states of a worker, in the order in which it may go through them. */
export type WorkerState =
  | 'pending' // ordered, but no GPUs for it yet; costs nothing
  | 'starting'
  | 'paused' // started ahead of any order, kept in a warm pool
  | 'ready'
  | 'draining'
  | 'gone';

/** What kind of worker it is. */
export interface WorkerKind {
  /** Its kind's name, where its pool has several: `decode/0`, `decode/1` in the order of the scenario. */
  readonly kind?: string;
  /** Its GPUs, as profiles and prices name them; absent where they are not known. */
  readonly gpuSystem?: string;
}

/** Which worker, and on how many GPUs. */
interface OneWorker extends WorkerKind {
  readonly worker: number;
  readonly role: Role;
  readonly gpus: number;
}

/** A worker enters a state. `stage` names the startup stage that begins, while starting; `cause` why it is gone, unless it was asked to go. */
export interface WorkerEvent extends OneWorker {
  readonly time_s: number;
  readonly state: WorkerState;
  readonly stage?: string;
  readonly cause?: 'crash' | 'start_failed';
}

/** What a worker did with its time, told once when it is gone or the run ends. Seconds, with those it held no GPUs, sum to its lifetime. */
export interface WorkerEnd extends OneWorker {
  readonly ordered_s: number;
  readonly stages: readonly { readonly name: string; readonly start_s: number; readonly end_s?: number }[];
  readonly ready_s?: number;
  readonly drain_s?: number;
  /** Absent when the worker was still there at the run's end. */
  readonly gone_s?: number;
  readonly seconds: {
    readonly starting: number;
    readonly serving: number;
    readonly idle: number;
    readonly draining: number;
  };
  /** Seconds in which it held no GPUs: pending, or paused without them. Absent when there were none. */
  readonly withoutGpus_s?: number;
}

/** The cluster at one instant, for the timeline. */
export interface ClusterSample {
  readonly time_s: number;
  /** What a live server's own metrics said, by column name. */
  readonly server?: Readonly<Record<string, number>>;
  readonly pools: Readonly<Partial<Record<Role, PoolSample>>>;
}

/** A pool at one instant. */
export interface PoolSample extends WorkerCounts {
  /** Requests that wait and those in work; absent where nobody tells. */
  readonly queued?: number;
  readonly running?: number;
  /** KV tokens reserved ÷ capacity of the workers that are ready or draining; absent for a pool that keeps no KV. */
  readonly kvUsage?: number;
  /** Its workers by kind; one entry where all are of one kind. */
  readonly kinds: readonly KindSample[];
}

/** The workers of one kind at one instant. */
export interface KindSample extends WorkerKind {
  readonly ready: number;
  readonly starting: number;
  readonly draining: number;
  /** GPUs that they hold. */
  readonly gpus: number;
}
