/** An engine whose figures are round, so that counts can be worked out by hand. */
import type { PolicyContext } from '../../ports.js';
import type { EngineProfile } from '../../profile.js';

/** A hair above 1,000: interpolation errs in the seventh digit, which must not round a count of workers up. */
export const FULL_TOKENS_PER_S = 1001;
const USAGES = [0, 0.25, 0.5, 0.75, 1];
const CONTEXTS = [1, 4000, 16_000];

/**
 * Prefill: 10,000 tokens/s at any length, TTFT 0.1 ms a token. Decode: 1,001 tokens/s and GPU times the KV usage, ITL 10 ms and 20 ms
 * times the usage, at any context; 100,000 KV tokens.
 */
export function plainProfile(fields: Partial<EngineProfile> = {}): EngineProfile {
  return { ...PLAIN, ...fields };
}

/** One object for all tests of a file: its decode grid is made once. */
const PLAIN = makePlain();

function makePlain(): EngineProfile {
  const isl = [100, 1000, 4000, 8000, 16_000];
  const points = CONTEXTS.flatMap((context) => USAGES.map((usage) => ({ usage, context })));
  return {
    id: 'plain',
    gpusPerWorker: 1,
    kvBytesPerToken: 100_000,
    prefill: {
      isl,
      ttftMs: isl.map((tokens) => tokens / 10),
      tokensPerSecondPerGpu: isl.map(() => 10_000),
    },
    decode: {
      kvUsage: points.map(({ usage }) => usage),
      contextTokens: points.map(({ context }) => context),
      itlMs: points.map(({ usage }) => 10 + 20 * usage),
      tokensPerSecondPerGpu: points.map(({ usage }) => FULL_TOKENS_PER_S * usage),
      maxKvTokens: 100_000,
    },
    provenance: { source: 'made up for a test', licence: 'none', verdict: 'unverified' },
  };
}

/** Two pools of it, two workers each, ticks of 10 s, no latency targets. */
export function plainContext(fields: Partial<PolicyContext> = {}, profile = plainProfile()): PolicyContext {
  const pool = { profile, replicas: 2 };
  return { intervalSeconds: 10, sla: {}, pools: { prefill: pool, decode: pool }, ...fields };
}
