/** A small made-up engine and what a policy would be told of it. */
import type { PolicyContext } from '../../ports.js';
import type { EngineProfile } from '../../profile.js';

const KV_TOKENS = 400_000;

/** Prefill 20,000 tokens/s, decode steps of 5 ms and 20 µs a request and 10 ns a KV token; one GPU. */
export function sampleProfile(): EngineProfile {
  const isl = [100, 500, 1000, 2000, 4000, 8000, 16_000];
  const points = [0.05, 0.2, 0.4, 0.6, 0.8, 0.95].flatMap((usage) =>
    [300, 1500, 4000, 9000, 16_000].map((context) => ({ usage, context })),
  );
  const step_s = ({ usage, context }: { usage: number; context: number }) =>
    0.005 + 2e-5 * ((usage * KV_TOKENS) / context) + 1e-8 * usage * KV_TOKENS;
  return {
    id: 'sample',
    gpusPerWorker: 1,
    kvBytesPerToken: 100_000,
    prefill: {
      isl,
      ttftMs: isl.map((tokens) => 5 + tokens / 20),
      tokensPerSecondPerGpu: isl.map((tokens) => (tokens / (5 + tokens / 20)) * 1000),
    },
    decode: {
      kvUsage: points.map(({ usage }) => usage),
      contextTokens: points.map(({ context }) => context),
      itlMs: points.map((point) => step_s(point) * 1000),
      tokensPerSecondPerGpu: points.map((point) => (point.usage * KV_TOKENS) / point.context / step_s(point)),
      maxKvTokens: KV_TOKENS,
    },
    provenance: { source: 'made up for a test', licence: 'none', verdict: 'unverified' },
  };
}

/** Two pools of it, one startup of 30 s, ticks of 10 s, and 50 requests in every one of the coming 10 s. */
export function sampleContext(): PolicyContext {
  const pool = {
    profile: sampleProfile(),
    replicas: 2,
    limits: { maxBatchedTokens: 8192, maxBatch: 64, contextTokens: 16_384 },
    startupSeconds: 30,
  };
  return {
    intervalSeconds: 10,
    sla: { ttft: 0.5, tpot: 0.05 },
    pools: { prefill: pool, decode: pool },
    trafficSeconds: 600,
    trafficAhead: (from_s, to_s) => ({
      requests: 5 * Math.max(0, Math.min(600, to_s) - Math.min(600, from_s)),
      inputTokensMean: 1000,
      outputTokensMean: 200,
    }),
  };
}
