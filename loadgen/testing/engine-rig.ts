/** An engine under measurement by hand: what a probe of it would see, and points as a sweep keeps them. */
import type { RequestEnd } from '../../reports/index.js';
import { probePlan } from '../profile/plan.js';
import type { DecodePoint, PromptPoint } from '../profile/points.js';
import type { ProbeResult, ProbeSetting } from '../profile/probe.js';

/** Two repeats of 40 steady steps; prompts of 64 to 4096 tokens, batches of 1, 4 and 16. */
export const PLAN = probePlan('quick', { maxContext: 4096, maxBatch: 16 });

/** An engine that computes 10 tokens a millisecond and takes 5 ms a step, one more for each 1000 tokens of context. */
export const itlMs = (batch: number, context: number) => 5 + (batch * context) / 1000;

/** A request that the engine answered in full. */
export function endOf(
  { inputTokens, outputTokens }: ProbeSetting,
  id: number,
  more: Partial<RequestEnd> = {},
): RequestEnd {
  return {
    time_s: 1,
    id,
    arrival_s: 0,
    inputTokens,
    outputTokens,
    deliveredTokens: outputTokens,
    cachedTokens: 0,
    firstToken_s: 0.002 + inputTokens / 10_000,
    lastToken_s: 1,
    status: 'completed',
    client: { started_s: 0, sent_s: 0.001, chunks: outputTokens, sharedReads: 0, target: 'http://engine' },
    ...more,
  };
}

/** A probe in which everything went well, unless `more` says otherwise. */
export function answered(setting: ProbeSetting, more: Partial<ProbeResult> = {}): ProbeResult {
  const { streams, requests, inputTokens, outputTokens } = setting;
  const outputBefore = outputTokens / 2;
  const mean_s = itlMs(streams, inputTokens + outputBefore) / 1000;
  return {
    ends: Array.from({ length: requests }, (_, id) => endOf(setting, id)),
    steady: { mean_s, count: streams * PLAN.steadySteps, outputBefore },
    together: streams,
    kvUsage: undefined,
    faults: [],
    ...more,
  };
}

/** A prompt's point; the engine counted as many tokens as were asked. */
export function promptPoint(inputTokens: number, ttft_ms: readonly number[]): PromptPoint {
  return { kind: 'prompt', inputTokens, promptTokens: inputTokens, ttft_ms };
}

/** A batch's point, measured at its very context unless `more` says otherwise. */
export function decodePoint(
  batch: number,
  contextTokens: number,
  itl_ms: readonly number[],
  more: Partial<DecodePoint> = {},
): DecodePoint {
  return { kind: 'decode', batch, contextTokens, meanContext: contextTokens, itl_ms, tokensPerPiece: 1, ...more };
}
