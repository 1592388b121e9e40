/** One request of a trace or a generator, in arrival order. */
export interface TrafficRequest {
  /** Position in the source after the window is applied, from 0. */
  readonly id: number;
  /** Seconds from the start of the window. */
  readonly arrival_s: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly class?: string;
  readonly sessionId?: string;
  /** Ids of the prompt's prefix blocks, chained; absent means unknown. */
  readonly prefixBlocks?: readonly number[];
  /** Tokens of one prefix block; present with `prefixBlocks`. */
  readonly blockTokens?: number;
}
