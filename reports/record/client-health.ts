/** What a load generator tells of itself. Times are seconds. */
import type { ClockReading } from './run-file.js';

/** A client whose event loop is later than this reads tokens late. */
export const EVENT_LOOP_LAG_S = 0.05;

/** The load generator's own condition over a run. */
export interface ClientHealth {
  /** Requests that the schedule asked for by its end. */
  readonly asked: number;
  /** Whether requests have times of their own; a closed loop waits for the server instead. */
  readonly openLoop: boolean;
  /** Arrivals of the steady window. */
  readonly steady_s: readonly [number, number];
  readonly eventLoop: {
    readonly delayP50_s: number;
    readonly delayP99_s: number;
    readonly delayMax_s: number;
    /** Looks at the loop of the worst thread, and those that came more than EVENT_LOOP_LAG_S late. */
    readonly looks: number;
    readonly lagging: number;
  };
  /** Share of the wall time in which the busiest sending thread worked. */
  readonly utilization: number;
  readonly gc: { readonly count: number; readonly total_s: number; readonly max_s: number };
  readonly cpu: { readonly user_s: number; readonly system_s: number };
  readonly sockets: { readonly opened: number; readonly most: number };
  readonly maxRss_mb: number;
  readonly threads: number;
  /** Output tokens of a sample of completed requests: what the server counted, and what the offline tokenizer counts. */
  readonly tokenCheck?: { readonly requests: number; readonly usage: number; readonly tokenizer: number } | undefined;
  /** How far the servers' counters moved, by series. */
  readonly serverCounters?: Readonly<Record<string, number>> | undefined;
  /** Of a load that several machines sent: each of them. */
  readonly segments?: readonly SegmentHealth[] | undefined;
}

/** One machine of several: its part of the load, and whether it kept up. */
export interface SegmentHealth {
  /** `2/5`. */
  readonly segment: string;
  readonly offered: number;
  readonly valid: boolean;
  readonly faults: readonly string[];
  readonly utilization?: number | undefined;
  readonly latenessP99_ms?: number | undefined;
  readonly clock?: ClockReading | undefined;
}
