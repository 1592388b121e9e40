/**
 * The world that a live planner acts on, as the daemon sees it: a source of figures and a connector that moves workers.
 * Every source and connector holds to one contract suite each, the fakes of tests among them.
 */
import type { Observation, Role, WorkerCounts } from '../planner-core/index.js';

/** What a source read for one window. A figure without a series is absent, Prometheus's 0/0 is NaN; neither is ever 0. */
export type MetricsReading = Pick<Observation, 'traffic' | 'latency' | 'queues' | 'workersDetail'> & {
  /** Seconds since the newest sample behind these figures, where the source knows it. */
  readonly age_s?: number;
  /** Seconds at the start of the window that no sample reaches: requests of that time are not in the figures. */
  readonly uncovered_s?: number;
  /** Counters that are NaN themselves, so that a figure is NaN for want of a number and not for want of requests. */
  readonly brokenCounters?: readonly string[];
};

/** Where a planner's figures come from. */
export interface MetricsSource {
  readonly name: string;
  /** Figures of the last `window_s` seconds. Rejects where the source cannot be asked; the daemon then decides nothing new. */
  read(window_s: number, signal?: AbortSignal): Promise<MetricsReading>;
  close(): Promise<void>;
}

/** Workers as a platform counts them; a role that it does not have is absent. */
export type WorkersByRole = Readonly<Partial<Record<Role, WorkerCounts>>>;
/** Counts by role, ordered or to be ordered; a role left out stays as it is. */
export type Targets = Readonly<Partial<Record<Role, number>>>;

/** Who moves workers: Kubernetes, the emulator, etcd for somebody else, or nobody. */
export interface Connector {
  readonly name: string;
  /** Workers as the platform knows them now, ordered ones and outside edits included. Rejects where it cannot be asked. */
  workers(signal?: AbortSignal): Promise<WorkersByRole>;
  /**
   * Orders counts; roles left out stay as they are. Resolves to what the platform accepted, role by role, so that a
   * half-applied order is seen as one; rejects where nothing was applied. Asking twice for the same counts changes nothing.
   */
  scale(targets: Targets, signal?: AbortSignal): Promise<Targets>;
  close(): Promise<void>;
}

/**
 * Which of several planners decides: the one that holds the lease. A holder renews it; one that stops is followed by
 * another after the lease's duration, by the other's own clock, so clocks that differ do no harm.
 */
export interface Lease {
  /** This planner, as the others see it. */
  readonly holder: string;
  /** Seconds between two calls of `acquire` or `renew` that keep the lease. */
  readonly retry_s: number;
  /** Takes the lease where it is free, has run out, or is held already. `false`: another holds it. Rejects where it cannot be asked. */
  acquire(signal?: AbortSignal): Promise<boolean>;
  /** Prolongs it. `false`: it is lost. Rejects where it cannot be asked; it may still be held then. */
  renew(signal?: AbortSignal): Promise<boolean>;
  /** Whether orders may be given now: renewed so lately, by the own monotonic clock, that nobody else can have taken it. */
  isHeld(): boolean;
  /** Gives it up, so that another need not wait. Does nothing where it is not held. */
  release(): Promise<void>;
}
