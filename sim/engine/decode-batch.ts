/**
 * The door of a decode engine: a continuous batch on one worker. The stepping engine does every iteration and is the readable
 * reference; the leaping engine is the one that runs by default.
 */
import type { InFlight } from '../cluster/in-flight.js';

/** What a batch tells its worker's pool. */
export interface BatchListener {
  /** A request got its last token and has left the batch. */
  finished(inFlight: InFlight): void;
  /** See `RunSink.tokenGaps`. */
  tokenGaps(gap_s: number, requests: number, steps: number, increment_s: number): void;
}

export interface DecodeBatch {
  /** Requests in the batch, those that join at the next step included. */
  readonly size: number;
  /** A request with its first token delivered takes part from the next step on. */
  join(inFlight: InFlight): void;
  /** Tells every gap of the steps that have ended by now. */
  sync(): void;
  /** Brings the requests inside up to date: tokens delivered, time of the last. */
  settle(): void;
}
