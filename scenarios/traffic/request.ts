/** One request of a trace or a generator. */
export interface TrafficRequest {
  /** Whole and unique; counts from 0 in the order in which the traffic gives its requests out. */
  readonly id: number;
  /** Seconds from the start of the window. Of a later turn of a session: when the end before it and the wait allow. */
  readonly arrival_s: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly class?: string;
  readonly sessionId?: string;
  /** Position in its session, from 0. */
  readonly turn?: number;
  /** Closed loop: this request was sent so long after the end of the one before it in its session. */
  readonly after?: { readonly thinkSeconds: number };
  /** Ids of the prompt's prefix blocks, chained; absent means unknown. */
  readonly prefixBlocks?: readonly number[];
  /** Tokens of one prefix block; present with `prefixBlocks`. */
  readonly blockTokens?: number;
}
