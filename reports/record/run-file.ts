/** The shape of `run.json`. Only `wallClock` depends on the machine and the day. */
import type { Provenance } from '../../planner-core/index.js';
import type { InputFile, MeasuredError, Prices, TrafficProvenance } from '../../scenarios/index.js';

/** How a run came to its end; `interrupted`: by the user. */
export type RunStatus = 'complete' | 'interrupted' | 'failed';

/** A profile that was used, and its error against measured engines, where it is known. */
export interface ProfileNote extends Provenance {
  readonly id: string;
  readonly measured?: MeasuredError | undefined;
}

/** A part of a load, of those that machines send together; the first is 0. */
export interface SegmentOf {
  readonly index: number;
  readonly of: number;
}

/** A machine's clock beside that of its target: ahead by `ahead_ms`, give or take `within_ms`. */
export interface ClockReading {
  readonly ahead_ms: number;
  readonly within_ms: number;
}

/** `run.json`: where a run comes from (docs/reference/record.md). */
export interface RunFile {
  readonly schema: 'headroom-run/1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly name: string;
  readonly status: RunStatus;
  readonly command: readonly string[];
  readonly seed: number;
  readonly inputs: readonly InputFile[];
  readonly traffic: TrafficProvenance;
  /** By role; where a pool has several kinds of workers, by kind. */
  readonly profiles: Readonly<Record<string, ProfileNote>>;
  /** By GPU system, those that the cost was reckoned with. */
  readonly prices: Prices;
  readonly timeline_interval_s: number;
  readonly event_log_sha256: string;
  readonly scenario: unknown;
  /** Absent where the run is whole. */
  readonly segment?: SegmentOf | undefined;
  readonly wallClock: {
    readonly started_at: string;
    readonly elapsed_s: number;
    /** When a synchronised load was to begin; that is 0 of its times. */
    readonly start_at?: string | undefined;
    readonly clock?: ClockReading | undefined;
    readonly node: string;
    readonly platform: string;
  };
}
