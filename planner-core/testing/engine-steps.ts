/** Forward passes of an engine whose step time is a straight line, so that what is learnt from them is known beforehand. */
import type { EngineStep } from '../ports.js';

/** 10 ms and 10 µs a token. */
export const prefillTime_s = (tokens: number) => 0.01 + 1e-5 * tokens;
/** 5 ms, 20 µs a request and 10 ns a KV token. */
export const decodeTime_s = (requests: number, kvTokens: number) => 0.005 + 2e-5 * requests + 1e-8 * kvTokens;
/** Prompts beside decode work: 10 ms, 10 µs a prompt token and 10 ns a KV token. */
export const mixedTime_s = (tokens: number, kvTokens: number) => 0.01 + 1e-5 * tokens + 1e-8 * kvTokens;

/** A pass in which nothing is done but what is named. */
export function engineStep(fields: Partial<EngineStep>): EngineStep {
  return { wallTime: 0, prefillRequests: 0, prefillTokens: 0, decodeRequests: 0, decodeKvTokens: 0, ...fields };
}

/** One pass for each length, a prompt each. */
export function prefillPasses(lengths: readonly number[]): EngineStep[] {
  return lengths.map((tokens) =>
    engineStep({ wallTime: prefillTime_s(tokens), prefillRequests: 1, prefillTokens: tokens }),
  );
}

/** One pass for each batch and its KV tokens. */
export function decodePasses(batches: readonly (readonly [requests: number, kvTokens: number])[]): EngineStep[] {
  return batches.map(([decodeRequests, decodeKvTokens]) =>
    engineStep({ wallTime: decodeTime_s(decodeRequests, decodeKvTokens), decodeRequests, decodeKvTokens }),
  );
}

/** One pass for each prompt and the KV tokens read beside it by eight requests. */
export function mixedPasses(work: readonly (readonly [tokens: number, kvTokens: number])[]): EngineStep[] {
  return work.map(([prefillTokens, decodeKvTokens]) =>
    engineStep({
      wallTime: mixedTime_s(prefillTokens, decodeKvTokens),
      prefillRequests: 1,
      prefillTokens,
      decodeRequests: 8,
      decodeKvTokens,
    }),
  );
}

/** Lengths, batches and mixtures that tell every slope. */
export const PREFILL_STEPS = prefillPasses([100, 500, 1000, 2000, 4000, 8000]);
export const DECODE_STEPS = decodePasses([
  [1, 500],
  [8, 20_000],
  [16, 10_000],
  [32, 90_000],
  [64, 64_000],
  [48, 200_000],
]);
export const MIXED_STEPS = mixedPasses([
  [100, 50_000],
  [500, 10_000],
  [1000, 80_000],
  [2000, 20_000],
  [4000, 60_000],
  [6000, 5000],
]);
