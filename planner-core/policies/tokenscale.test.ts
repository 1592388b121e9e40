import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FULL_TOKENS_PER_S, type Moment, plainContext, plainProfile, played } from './testing/index.js';
import { type TokenScaleOptions, tokenScale } from './tokenscale.js';

const OPTIONS: TokenScaleOptions = { headroom: 0, bounds: { min: 1, max: 100 } };
const CONTEXT = plainContext();
const one = (moment: Moment, options: Partial<TokenScaleOptions> = {}, context = CONTEXT) =>
  played(tokenScale({ ...OPTIONS, ...options }), [moment], context)[0]!;

describe('prefill: prompt tokens per second ÷ velocity', () => {
  // 1,000 tokens in, 10,000 tokens/s a worker
  it.each([
    [100, 1],
    [101, 2],
    [1000, 10],
    [0, 1],
  ])('%d requests in 10 s: %d', (requests, wanted) => {
    expect(one({ requests }).prefill).toBe(wanted);
  });

  it('is slowed by the link that hands the cache on', () => {
    // 100 kB a token: 0.5 GB/s are 5,000 tokens/s
    expect(one({ requests: 500 }, { networkGbPerSecond: 0.5 }).prefill).toBe(10);
    expect(one({ requests: 500 }, { networkGbPerSecond: 0.5 }).explanation['prefill_velocity_tokens_per_s']).toBe(5000);
    expect(one({ requests: 500 }, { networkGbPerSecond: 50 }).prefill).toBe(5);
  });

  it('does not know a link without the size of its cache', () => {
    const { kvBytesPerToken: _size, ...unknown } = plainProfile();
    expect(one({ requests: 500 }, { networkGbPerSecond: 0.5 }, plainContext({}, unknown)).prefill).toBe(5);
  });
});

describe('decode: all tokens per second ÷ velocity', () => {
  it('counts whole requests: what comes in must go out', () => {
    // 5 requests a second for each worker, whether prompts are counted or not
    expect(one({ requests: 500 }).decode).toBe(10);
    expect(one({ requests: 500 }).explanation['decode_velocity_tokens_per_s']).toBeCloseTo(6 * FULL_TOKENS_PER_S, 2);
  });

  it('keeps the promise between tokens', () => {
    // 20 ms are kept up to 49 of 99 steps of usage
    const context = plainContext({ sla: { tpot: 0.02 } });
    expect(one({ requests: 500 }, {}, context).decode).toBe(Math.ceil(50 / ((FULL_TOKENS_PER_S * 49) / 99 / 200)));
  });

  it('has no part in the link', () => {
    expect(one({ requests: 500 }, { networkGbPerSecond: 0.001 }).decode).toBe(10);
  });
});

it.each([
  [0.25, 13],
  [0.5, 15],
  [1, 20],
])('headroom of %d is room above the load', (headroom, wanted) => {
  expect(one({ requests: 1000 }, { headroom }).prefill).toBe(wanted);
});

it('a velocity of 0 asks for all that may be had', () => {
  const stopped = plainProfile({
    prefill: { ...plainProfile().prefill, tokensPerSecondPerGpu: [0, 0, 0, 0, 0] },
  });
  const decision = one({ requests: 10 }, {}, plainContext({}, stopped));
  expect(decision.prefill).toBe(100);
  expect(decision.reasons).toContain('saturated');
});

it('requests without tokens need nobody', () => {
  const traffic = { requests: 500, inputTokensMean: 0, outputTokensMean: 0 };
  const decision = one({ fields: { traffic } });
  expect([decision.prefill, decision.decode]).toEqual([1, 1]);
});

it('holds without traffic to see', () => {
  const decision = one({ ready: 7 });
  expect([decision.prefill, decision.decode]).toEqual([7, 7]);
  expect(decision.reasons).toEqual(['no_data', 'no_data']);
});

it('orders no fewer for more requests, and no fewer for more room', () => {
  const requests = fc.integer({ min: 0, max: 3000 });
  const room = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(requests, requests, room, room, (a, b, c, d) => {
      const few = one({ requests: Math.min(a, b) }, { headroom: Math.min(c, d) });
      const many = one({ requests: Math.max(a, b) }, { headroom: Math.max(c, d) });
      expect(many.prefill).toBeGreaterThanOrEqual(few.prefill!);
      expect(many.decode).toBeGreaterThanOrEqual(few.decode!);
    }),
    { numRuns: 50 },
  );
});
