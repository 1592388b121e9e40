/** What was measured of an engine, point by point; plain data, as the journal keeps it. */

/** A prompt alone on the engine. */
export interface PromptPoint {
  readonly kind: 'prompt';
  /** What was asked for, and what the engine counted. */
  readonly inputTokens: number;
  readonly promptTokens: number;
  /** From the send to the first token, once a repeat. */
  readonly ttft_ms: readonly number[];
}

/** A batch that decodes. */
export interface DecodePoint {
  readonly kind: 'decode';
  /** What was asked for. */
  readonly batch: number;
  readonly contextTokens: number;
  /** Mean context of the batch while it was measured. */
  readonly meanContext: number;
  /** Mean gap between two pieces of output, once a repeat. */
  readonly itl_ms: readonly number[];
  /** Tokens in a piece of output: above 1 the engine speculates, or sends several at a time. */
  readonly tokensPerPiece: number;
  /** KV tokens of the whole batch at its end, and the share of the cache that the engine says they took. */
  readonly kv?: { readonly tokens: number; readonly usage: number };
}

/** The engine would not take it: too long, or the batch does not fit at once. */
export interface RefusedPoint {
  readonly kind: 'refused';
  readonly inputTokens: number;
  readonly batch: number;
  readonly reason: string;
  /** KV tokens of those that were in it together. */
  readonly fittedTokens?: number;
}

/** What became of a point that was asked for. */
export type EnginePoint = PromptPoint | DecodePoint | RefusedPoint;
