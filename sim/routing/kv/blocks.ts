/** A prompt's prefix in engine blocks: traces count prefixes in blocks of their own, costs are in blocks of the engine. */
import type { TrafficRequest } from '../../../scenarios/index.js';

/** Tokens of a trace block where the trace does not say, as in the Mooncake traces. */
const TRACE_BLOCK_TOKENS = 512;

/** Full engine blocks of the whole prompt. The partial block at the end has no hash and is never shared. */
export function promptBlocks(request: TrafficRequest, blockTokens: number): number {
  return Math.floor(request.inputTokens / blockTokens);
}

/** Full engine blocks inside the prompt's first `traceBlocks` prefix blocks. */
export function prefixBlocks(request: TrafficRequest, traceBlocks: number, blockTokens: number): number {
  const tokens = traceBlocks * (request.blockTokens ?? TRACE_BLOCK_TOKENS);
  return Math.floor(Math.min(tokens, request.inputTokens) / blockTokens);
}
