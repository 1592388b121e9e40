import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineStep } from '../ports.js';
import {
  DECODE_STEPS,
  decodePasses,
  decodeTime_s,
  engineStep,
  frozen,
  MIXED_STEPS,
  mixedTime_s,
  PREFILL_STEPS,
  prefillPasses,
  prefillTime_s,
} from '../testing/index.js';
import {
  aggregatedCapacity,
  computedShare,
  decodeCapacity,
  emptyRegression,
  fitRegression,
  nextItl,
  nextTtft,
  observeSteps,
  type PlannerRegression,
  prefillCapacity,
  type RegressionKind,
} from './planner-regression.js';

const OPTIONS = { maxSamples: 64, minSamples: 5, bucketCount: 16 };
const learnt = (kind: RegressionKind, steps: readonly EngineStep[]): PlannerRegression =>
  observeSteps(emptyRegression(kind, OPTIONS), steps);
const PREFILL = learnt('prefill', PREFILL_STEPS);
const DECODE = learnt('decode', DECODE_STEPS);
const MIXED = learnt('aggregated', MIXED_STEPS);
const MEAN_PROMPT = (100 + 500 + 1000 + 2000 + 4000 + 8000) / 6;

describe('what is learnt from passes', () => {
  it('is a line over prompt tokens', () => {
    const fit = fitRegression(PREFILL)!;
    expect(fit.intercept).toBeCloseTo(0.01, 9);
    expect(fit.slopes[0]).toBeCloseTo(1e-5, 12);
  });

  it('is a plane over requests and KV tokens', () => {
    const fit = fitRegression(DECODE)!;
    expect(fit.intercept).toBeCloseTo(0.005, 9);
    expect(fit.slopes[0]).toBeCloseTo(2e-5, 9);
    expect(fit.slopes[1]).toBeCloseTo(1e-8, 12);
  });

  it('is a plane over prompt and KV tokens where workers do both', () => {
    const fit = fitRegression(MIXED)!;
    expect(fit.slopes[0]).toBeCloseTo(1e-5, 9);
    expect(fit.slopes[1]).toBeCloseTo(1e-8, 12);
  });

  it('is nothing before the least number of samples', () => {
    expect(fitRegression(learnt('prefill', PREFILL_STEPS.slice(0, 4)))).toBeUndefined();
    expect(fitRegression(learnt('prefill', PREFILL_STEPS.slice(0, 5)))).toBeDefined();
    expect(fitRegression(emptyRegression('prefill', { ...OPTIONS, minSamples: 0 }))).toBeUndefined();
  });

  it('leaves out idle passes, but not from the means', () => {
    const idle = engineStep({});
    const model = observeSteps(PREFILL, [idle, idle]);
    expect(model.store).toEqual(PREFILL.store);
    expect(model.meanPromptTokens.mean).toBeCloseTo((MEAN_PROMPT * 6) / 8, 9);
    expect(model.meanPrefillTokens.mean).toBeCloseTo((MEAN_PROMPT * 6) / 8, 9);
  });

  it('has the mean prompt, the mean context and the mean batch', () => {
    expect(PREFILL.meanPromptTokens.mean).toBeCloseTo(MEAN_PROMPT, 9);
    expect(
      learnt('prefill', [engineStep({ wallTime: 1, prefillRequests: 4, prefillTokens: 1000 })]).meanPromptTokens.mean,
    ).toBe(250);
    const decoding = learnt(
      'decode',
      decodePasses([
        [2, 1000],
        [4, 6000],
      ]),
    );
    expect(decoding.meanDecodeTokens.mean).toBe((500 + 1500) / 2);
    expect(decoding.meanDecodeRequests.mean).toBe(3);
    expect(decoding.mostKvTokens).toBe(6000);
  });

  it('takes no zero of decode passes into the mean prompt of an aggregated worker', () => {
    const both = [...prefillPasses([600]), ...decodePasses([[4, 1000]])];
    expect(learnt('aggregated', both).meanPromptTokens.mean).toBe(600);
    expect(learnt('prefill', both).meanPromptTokens.mean).toBe(300);
  });

  it('adds up: passes at once or in turn', () => {
    const halves = observeSteps(learnt('decode', DECODE_STEPS.slice(0, 3)), DECODE_STEPS.slice(3));
    expect(fitRegression(halves)!.intercept).toBeCloseTo(fitRegression(DECODE)!.intercept, 9);
    expect(halves.mostKvTokens).toBe(DECODE.mostKvTokens);
  });

  it('leaves the model before as it was', () => {
    const before = frozen(learnt('decode', DECODE_STEPS));
    expect(observeSteps(before, DECODE_STEPS).store).not.toBe(before.store);
    expect(observeSteps(before, []).store).toBe(before.store);
  });
});

describe('a line that falls', () => {
  const falling = (of: (step: EngineStep) => number, steps: readonly EngineStep[]) =>
    steps.map((step) => ({ ...step, wallTime: of(step) }));

  it('is no fit: more load cannot take less time', () => {
    const odd = falling(({ prefillTokens }) => 1 - prefillTokens / 1e5, PREFILL_STEPS);
    expect(fitRegression(learnt('prefill', odd))).toBeUndefined();
    const kv = falling(({ decodeKvTokens }) => 1 - decodeKvTokens / 1e6, DECODE_STEPS);
    expect(fitRegression(learnt('decode', kv))).toBeUndefined();
    const tokens = falling(({ prefillTokens }) => 1 - prefillTokens / 1e5, MIXED_STEPS);
    expect(fitRegression(learnt('aggregated', tokens))).toBeUndefined();
  });

  it('along the decode batch alone is cut to 0', () => {
    const steps = falling(
      ({ decodeRequests, decodeKvTokens }) => 0.1 + 1e-6 * decodeKvTokens - 1e-4 * decodeRequests,
      DECODE_STEPS,
    );
    const fit = fitRegression(learnt('decode', steps))!;
    expect(fit.slopes[0]).toBe(0);
    expect(fit.slopes[1]).toBeCloseTo(1e-6, 9);
  });

  it('along the decode batch by less than 1e-6 is left as noise', () => {
    const steps = falling(
      ({ decodeRequests, decodeKvTokens }) => 0.1 + 1e-6 * decodeKvTokens - 5e-7 * decodeRequests,
      DECODE_STEPS,
    );
    expect(fitRegression(learnt('decode', steps))!.slopes[0]).toBeCloseTo(-5e-7, 9);
  });
});

describe('the share of a prompt that is computed', () => {
  it.each([
    [undefined, 1],
    [Number.NaN, 1],
    [0, 1],
    [0.3, 0.7],
    [0.95, 0.05],
    [1, 0.05],
    [7, 0.05],
    [-0.5, 1],
  ])('at a hit rate of %s is %d', (rate, share) => {
    expect(computedShare(rate)).toBeCloseTo(share, 12);
  });
});

describe('the TTFT of the next request', () => {
  it('is one pass over queue and a mean prompt', () => {
    expect(nextTtft(PREFILL, 1000, 8192)).toBeCloseTo(prefillTime_s(1000 + MEAN_PROMPT), 9);
  });

  it('is several where a pass holds less', () => {
    // 1000 + 2600 tokens in chunks of 1500: two full ones and 600
    expect(nextTtft(PREFILL, 1000, 1500)).toBeCloseTo(2 * prefillTime_s(1500) + prefillTime_s(600), 9);
    expect(nextTtft(PREFILL, 400, 1500)).toBeCloseTo(2 * prefillTime_s(1500), 9);
  });

  it('leaves out what the prefix cache spares', () => {
    expect(nextTtft(PREFILL, 1000, 8192, 0.5)).toBeCloseTo(prefillTime_s((1000 + MEAN_PROMPT) / 2), 9);
  });

  it('beside decode work is a mixed pass', () => {
    const tokens = 1000 + MIXED.meanPromptTokens.mean;
    expect(nextTtft(MIXED, 1000, 8192, undefined, 40_000)).toBeCloseTo(mixedTime_s(tokens, 40_000), 9);
  });

  it('is not known without a fit or a chunk, and is 0 without tokens', () => {
    expect(nextTtft(emptyRegression('prefill', OPTIONS), 1000, 8192)).toBeUndefined();
    expect(nextTtft(PREFILL, 1000, 0)).toBeUndefined();
    expect(nextTtft(PREFILL, -1e6, 8192)).toBe(0);
  });

  it('rises with the queue', () => {
    const queue = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(queue, queue, (a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)];
        expect(nextTtft(PREFILL, long, 8192)!).toBeGreaterThanOrEqual(nextTtft(PREFILL, short, 8192)! - 1e-12);
      }),
    );
  });
});

describe('the next decode step', () => {
  const meanContext = DECODE.meanDecodeTokens.mean;
  const meanBatch = (1 + 8 + 16 + 32 + 64 + 48) / 6;

  it('has one more request of the mean context', () => {
    expect(nextItl(DECODE, 30_000, 2000)).toBeCloseTo(decodeTime_s(meanBatch + 1, 32_000 + meanContext), 9);
  });

  it('of an aggregated worker carries the mean prompt tokens of a pass', () => {
    const kv = 30_000 + 2000 + MIXED.meanDecodeTokens.mean;
    expect(nextItl(MIXED, 30_000, 2000)).toBeCloseTo(mixedTime_s(MIXED.meanPrefillTokens.mean, kv), 9);
  });

  it('is not known without a fit', () => {
    expect(nextItl(emptyRegression('decode', OPTIONS), 30_000, 2000)).toBeUndefined();
  });
});

const NONE = { rps: 0, ttft_ms: 0, itl_ms: 0 };

describe('the capacity of prefill', () => {
  it('is one prompt after the other', () => {
    const { rps, ttft_ms } = prefillCapacity(PREFILL, 3000);
    expect(rps).toBeCloseTo(1 / 0.04, 6);
    expect(ttft_ms).toBeCloseTo(40, 6);
  });

  it('of a prompt longer than a pass has several passes', () => {
    expect(prefillCapacity(PREFILL, 3000, 2000).ttft_ms).toBeCloseTo(30 + 20, 6);
    expect(prefillCapacity(PREFILL, 3000, 0).ttft_ms).toBeCloseTo(40, 6);
  });

  it.each([0, -5])('of %d tokens is none', (isl) => {
    expect(prefillCapacity(PREFILL, isl)).toEqual(NONE);
    expect(prefillCapacity(emptyRegression('prefill', OPTIONS), 100)).toEqual(NONE);
  });
});

describe('the capacity of decode', () => {
  const request = { itl_ms: 8.1, contextTokens: 1100, osl: 200, maxKvTokens: 1_100_000 };
  // a batch of b takes 5 ms + b · (20 µs + 11 µs)
  const step_ms = (batch: number) => 5 + 0.031 * batch;

  it('has the largest batch whose step keeps the target: 100 at 8.1 ms', () => {
    const { rps, itl_ms } = decodeCapacity(DECODE, { ...request, itl_ms: 8.1001 });
    expect(itl_ms).toBeCloseTo(8.1, 4);
    expect(rps).toBeCloseTo(100 / (200 * 0.0081), 2);
  });

  it('is held by the KV cache, and by the largest batch', () => {
    expect(decodeCapacity(DECODE, { ...request, maxKvTokens: 11_500 }).itl_ms).toBeCloseTo(step_ms(10), 4);
    expect(decodeCapacity(DECODE, { ...request, maxBatch: 7 }).itl_ms).toBeCloseTo(step_ms(7), 4);
    expect(decodeCapacity(DECODE, { ...request, maxKvTokens: 10 }).itl_ms).toBeCloseTo(step_ms(1), 4);
  });

  it('without a cache size takes the most that was seen', () => {
    const { maxKvTokens: _size, ...unknown } = request;
    // 200,000 KV tokens were seen: 181 requests of 1,100
    expect(decodeCapacity(DECODE, { ...unknown, itl_ms: 1000 }).itl_ms).toBeCloseTo(step_ms(181), 4);
    const blind = { ...DECODE, mostKvTokens: 0 };
    expect(decodeCapacity(blind, { ...unknown, itl_ms: 1000 }).itl_ms).toBeCloseTo(step_ms(256), 4);
  });

  it('of a target that one request misses is that of one request', () => {
    expect(decodeCapacity(DECODE, { ...request, itl_ms: 1 }).itl_ms).toBeCloseTo(step_ms(1), 4);
  });

  it('shares a step among the tokens that speculation accepts', () => {
    const doubled = decodeCapacity(DECODE, { ...request, itl_ms: 4.0501, acceptLength: 2 });
    expect(doubled.itl_ms).toBeCloseTo(4.05, 4);
    expect(doubled.rps).toBeCloseTo(100 / (200 * 0.00405), 2);
    expect(decodeCapacity(DECODE, { ...request, acceptLength: 0.2 })).toEqual(decodeCapacity(DECODE, request));
  });

  it.each([{ contextTokens: 0 }, { osl: 0 }, { itl_ms: 0 }, { osl: -1 }])('of %j is none', (field) => {
    expect(decodeCapacity(DECODE, { ...request, ...field })).toEqual(NONE);
  });

  it('is not known without a fit', () => {
    expect(decodeCapacity(emptyRegression('decode', OPTIONS), request)).toEqual(NONE);
  });

  it('rises with the target', () => {
    const target = fc.double({ min: 5.1, max: 40, noNaN: true });
    fc.assert(
      fc.property(target, target, (a, b) => {
        const rate = (itl_ms: number) => decodeCapacity(DECODE, { ...request, itl_ms }).rps;
        expect(rate(Math.max(a, b))).toBeGreaterThanOrEqual(rate(Math.min(a, b)) - 1e-9);
      }),
    );
  });
});

describe('the capacity of aggregated workers', () => {
  const request = {
    isl: 1000,
    osl: 100,
    maxBatchedTokens: 2048,
    ttft_ms: 1e6,
    itl_ms: 1e6,
    maxKvTokens: 1_050_000,
    maxBatch: 64,
  };
  /** A pass with b requests in decode computes b · isl ÷ osl prompt tokens, to keep the batch full. */
  const pass_s = (batch: number) => mixedTime_s(batch * 10, batch * 1050);

  it('grows to the batch that its prompts can keep full', () => {
    const { rps, itl_ms } = aggregatedCapacity(MIXED, request);
    expect(itl_ms).toBeCloseTo(1000 * pass_s(64), 3);
    expect(rps).toBeCloseTo(64 / (100 * pass_s(64)), 3);
  });

  it('is held where prompts no longer fit beside the batch: b + 10·b ≤ 2,048', () => {
    const { itl_ms } = aggregatedCapacity(MIXED, { ...request, maxBatch: 1000 });
    expect(itl_ms).toBeCloseTo(1000 * pass_s(186), 3);
  });

  it('is held by the ITL target, and by the TTFT target', () => {
    const by = (target: object) => aggregatedCapacity(MIXED, { ...request, ...target }).itl_ms!;
    expect(by({ itl_ms: 1000 * pass_s(20) + 1e-6 })).toBeCloseTo(1000 * pass_s(20), 3);
    const mean = MIXED.meanPromptTokens.mean;
    // the next prompt waits for this pass's prompts, and then is computed in its own
    const ttft_s = (batch: number) => {
      const tokens = batch * 10 + mean;
      const rest = tokens > 2048 ? mixedTime_s(tokens - 2048, batch * 1050) : 0;
      return rest + mixedTime_s(Math.min(tokens, 2048), batch * 1050);
    };
    expect(by({ ttft_ms: 1000 * ttft_s(15) + 1e-6 })).toBeCloseTo(1000 * pass_s(15), 3);
  });

  it('of targets that one request misses is that of one request', () => {
    expect(aggregatedCapacity(MIXED, { ...request, itl_ms: 1 }).itl_ms).toBeCloseTo(1000 * pass_s(1), 3);
  });

  it('computes only what the cache leaves', () => {
    const { itl_ms } = aggregatedCapacity(MIXED, { ...request, kvHitRate: 0.5 });
    expect(itl_ms).toBeCloseTo(1000 * mixedTime_s(320, 64 * 1050), 3);
  });

  it.each([{ isl: 0 }, { osl: 0 }, { maxBatchedTokens: 0 }])('of %j is none', (field) => {
    expect(aggregatedCapacity(MIXED, { ...request, ...field })).toEqual(NONE);
  });

  it('is not known without a fit', () => {
    expect(aggregatedCapacity(emptyRegression('aggregated', OPTIONS), request)).toEqual(NONE);
  });
});
