/**
 * The door of a decode engine: a continuous batch on one worker. The stepping engine in this folder does every
 * iteration and is the readable reference.
 */
import type { InFlight } from '../cluster/in-flight.js';

/** What a batch tells its worker's pool. */
export interface BatchListener {
  /** A request got its last token and has left the batch. */
  finished(inFlight: InFlight): void;
  /** `count` gaps of `gap_s` between two tokens of one request each. */
  tokenGaps(gap_s: number, count: number): void;
}

export interface DecodeBatch {
  /** Requests in the batch, those that join at the next step included. */
  readonly size: number;
  /** A request with its first token delivered takes part from the next step on. */
  join(inFlight: InFlight): void;
}
