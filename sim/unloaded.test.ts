/** What a request takes on an empty cluster is what the simulation makes it take when it is alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimulationInput } from './simulation-input.js';
import {
  playInput,
  poolSpec,
  requests,
  type SmallClusterOptions,
  smallInput,
  smallProfile,
  unevenProfile,
} from './testing/index.js';
import { unloadedTimes } from './unloaded.js';

const shape = (inputTokens: number, outputTokens: number, cachedTokens = 0) => ({
  inputTokens,
  outputTokens,
  cachedTokens,
});
const timesOf = (options: SmallClusterOptions) => unloadedTimes(smallInput(options).cluster);

/** Milliseconds of each part. */
function parts(options: SmallClusterOptions, ...of: Parameters<typeof shape>) {
  const times = timesOf(options)(shape(...of));
  const rounded = Object.entries(times).map(([name, seconds]) => [name, Math.round(seconds * 1e9) / 1e6]);
  return Object.fromEntries(rounded) as Record<keyof typeof times, number>;
}

describe('a request alone', () => {
  it('takes its prompt, its transfer and its tokens', () => {
    expect(parts({}, 100, 3)).toEqual({ overhead_s: 0, prefill_s: 100, transfer_s: 2, firstStep_s: 0, decode_s: 20 });
  });

  it('takes no transfer in an aggregated cluster, nor for a single token of prefill', () => {
    expect(parts({ aggregated: {} }, 100, 3)).toMatchObject({ prefill_s: 100, transfer_s: 0, decode_s: 20 });
    expect(parts({}, 100, 1)).toMatchObject({ prefill_s: 100, transfer_s: 0, decode_s: 0 });
  });

  it('takes a step more before its first token where decode gives it', () => {
    const options: SmallClusterOptions = { transfer: { first_token: 'decode' } };
    expect(parts(options, 100, 3)).toMatchObject({ transfer_s: 2, firstStep_s: 10, decode_s: 20 });
    expect(parts(options, 100, 1)).toMatchObject({ transfer_s: 2, firstStep_s: 10, decode_s: 0 });
  });

  it('is not charged for the prefix that it found cached', () => {
    expect(parts({ aggregated: {} }, 100, 3, 64)).toMatchObject({ prefill_s: 36 });
    expect(parts({ aggregated: {} }, 100, 3, 100)).toMatchObject({ prefill_s: 0 });
  });

  it('has the overhead of its clients', () => {
    expect(parts({ profile: { ...smallProfile(), clientOverheadMs: 7 } }, 100, 3)).toMatchObject({ overhead_s: 7 });
  });

  it('is transferred at the least of its own bandwidth and that of the link, alone on it', () => {
    const profile = { ...smallProfile(), kvBytesPerToken: 1e6 };
    const transfer = { latency_ms: 0, bandwidth_gb_per_s: 2 };
    expect(parts({ profile, transfer }, 100, 3).transfer_s).toBe(50);
    const shared = { gb_per_s: 1, per: 'cluster' as const };
    expect(parts({ profile, transfer: { ...transfer, shared } }, 100, 3).transfer_s).toBe(100);
    expect(parts({ profile, transfer: { ...transfer, shared: { ...shared, gb_per_s: 9 } } }, 100, 3).transfer_s).toBe(
      50,
    );
  });

  it('has the host’s time once a step, so chunks cost', () => {
    const profile = { ...smallProfile(), stepOverheadMs: 5 };
    const chunked = { max_batched_tokens: 30 };
    expect(parts({ profile, aggregated: chunked }, 100, 1).prefill_s).toBe(100 + 4 * 5);
    expect(parts({ profile, aggregated: { ...chunked, chunked_prefill: false } }, 100, 1).prefill_s).toBe(100 + 5);
  });
});

it('is the fastest of several kinds, part by part', () => {
  const input = smallInput();
  const slow = { ...smallProfile(), stepOverheadMs: 50 };
  const kinds = [
    { spec: poolSpec(), profile: slow },
    { spec: poolSpec(), profile: smallProfile() },
  ];
  const pools = { ...input.cluster.pools, decode: { queue: 'pooled' as const, groups: kinds } };
  const times = unloadedTimes({ ...input.cluster, pools })(shape(100, 3));
  expect(times.decode_s).toBeCloseTo(0.02, 9);
});

it('is what the simulation gives a request that is alone, in any kind of cluster', () => {
  const anyCase = fc.record({
    input: fc.integer({ min: 1, max: 5000 }),
    output: fc.integer({ min: 1, max: 300 }),
    budget: fc.integer({ min: 1, max: 2048 }),
    tokensPerStep: fc.constantFrom(1, 1.7, 3),
    first_token: fc.constantFrom('prefill' as const, 'decode' as const),
    isAggregated: fc.boolean(),
    isShared: fc.boolean(),
    chunked_prefill: fc.boolean(),
  });
  fc.assert(
    fc.property(
      anyCase,
      ({ input, output, budget, tokensPerStep, first_token, isAggregated, isShared, chunked_prefill }) => {
        const pool = { max_batched_tokens: budget, chunked_prefill, block_tokens: 16 };
        const simulation: SimulationInput = smallInput({
          profile: { ...unevenProfile(100_000, tokensPerStep), clientOverheadMs: 3.1, stepOverheadMs: 0.37 },
          ...(isAggregated ? { aggregated: pool } : { prefill: pool, decode: pool }),
          transfer: { first_token, ...(isShared && { shared: { gb_per_s: 4, per: 'cluster' } }) },
        });
        const end = playInput(simulation, requests([[0, input, output]])).end(0);
        const { overhead_s, prefill_s, transfer_s, firstStep_s, decode_s } = unloadedTimes(simulation.cluster)(end);
        expect(end.firstToken_s).toBeCloseTo(overhead_s + prefill_s + transfer_s + firstStep_s, 7);
        expect(end.lastToken_s! - end.firstToken_s!).toBeCloseTo(decode_s, 6);
      },
    ),
    { numRuns: 100 },
  );
});
