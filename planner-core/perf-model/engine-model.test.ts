import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineStep, WorkerObservation } from '../ports.js';
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
  chunkedPassTime,
  DEFAULT_LIMITS,
  decodeStepTime,
  type EngineKind,
  type EngineModel,
  emptyEngineModel,
  isReady,
  NO_DECODE,
  nanoseconds,
  passTime,
  queuedPrefillTime,
  tune,
} from './engine-model.js';

const OPTIONS = { maxSamples: 64, minSamples: 5, bucketCount: 16 };
const LIMITS = { ...DEFAULT_LIMITS, maxBatchedTokens: 2000 };
const learnt = (kind: EngineKind, steps: readonly EngineStep[]): EngineModel =>
  tune(emptyEngineModel(kind, LIMITS, OPTIONS), steps);
const PREFILL = learnt('prefill', PREFILL_STEPS);
const DECODE = learnt('decode', DECODE_STEPS);
const BOTH = learnt('aggregated', [...PREFILL_STEPS, ...DECODE_STEPS, ...MIXED_STEPS]);
const worker = (fields: Partial<WorkerObservation> = {}): WorkerObservation => ({ id: 'a', ...fields });

describe('what is learnt', () => {
  it('is nothing at first', () => {
    const empty = emptyEngineModel('decode', LIMITS, OPTIONS);
    expect(isReady(empty)).toBe(false);
    expect(passTime(empty, 0, { requests: 1, kvTokens: 10 })).toBeUndefined();
  });

  it('is one kind of work by itself', () => {
    expect(isReady(PREFILL)).toBe(true);
    expect(PREFILL.stores.prefill.fit).toBeDefined();
    expect(PREFILL.stores.decode.fit).toBeUndefined();
    expect(PREFILL.stores.mixed.fit).toBeUndefined();
  });

  it('needs its least number of samples of a kind', () => {
    expect(isReady(learnt('prefill', PREFILL_STEPS.slice(0, 4)))).toBe(false);
    expect(isReady(learnt('prefill', PREFILL_STEPS.slice(0, 5)))).toBe(true);
    expect(isReady(learnt('aggregated', [...PREFILL_STEPS.slice(0, 4), ...DECODE_STEPS.slice(0, 4)]))).toBe(false);
  });

  it('does not come from passes that took no time or did nothing', () => {
    const idle = [engineStep({ wallTime: 1 }), engineStep({ prefillRequests: 1, prefillTokens: 900 })];
    const model = tune(PREFILL, idle);
    expect(model.stores.prefill.store).toBe(PREFILL.stores.prefill.store);
    expect(tune(PREFILL, [])).toBe(PREFILL);
  });

  it('has bends in prefill only', () => {
    expect(PREFILL.stores.prefill.fit!.knot).toBeDefined();
    expect(learnt('prefill', PREFILL_STEPS.slice(0, 5)).stores.prefill.fit!.knot).toBeUndefined();
    expect(DECODE.stores.decode.fit!.knot).toBeUndefined();
  });

  it('follows a step time that bends', () => {
    // compute-bound from 2,000 tokens on
    const bent = [100, 500, 1000, 2000, 4000, 6000, 8000].map((tokens) =>
      engineStep({ wallTime: 0.03 + 1e-5 * Math.max(0, tokens - 2000), prefillRequests: 1, prefillTokens: tokens }),
    );
    const model = learnt('prefill', bent);
    expect(passTime(model, 300, NO_DECODE)).toBeCloseTo(0.03, 3);
    expect(passTime(model, 7000, NO_DECODE)).toBeCloseTo(0.08, 3);
  });

  it('has the means of the next request', () => {
    const two = learnt(
      'decode',
      decodePasses([
        [2, 1000],
        [4, 6000],
      ]),
    );
    expect(two.meanDecodeTokens.mean).toBe(1000);
    expect(PREFILL.meanPromptTokens.mean).toBe(2600);
    const busy = learnt('prefill', [engineStep({ wallTime: 1, prefillRequests: 4, prefillTokens: 1000 })]);
    expect(busy.meanPromptTokens.mean).toBe(250);
    expect(busy.meanPrefillTokens.mean).toBe(1000);
  });

  it('leaves the model before as it was, and is plain data', () => {
    const before = frozen(learnt('aggregated', [...PREFILL_STEPS, ...MIXED_STEPS]));
    const after = tune(before, DECODE_STEPS);
    expect(after.stores.decode.fit).toBeDefined();
    expect(tune(JSON.parse(JSON.stringify(before)) as EngineModel, DECODE_STEPS)).toEqual(after);
  });
});

describe('the time of a pass', () => {
  it('is 0 for no work', () => {
    expect(passTime(BOTH, 0, NO_DECODE)).toBe(0);
  });

  it.each([
    ['prefill', 1500, 0, 0, prefillTime_s(1500)],
    ['decode', 0, 20, 30_000, decodeTime_s(20, 30_000)],
    ['mixed', 1500, 20, 30_000, mixedTime_s(1500, 30_000)],
  ])('%s is of its own kind', (_kind, tokens, requests, kvTokens, seconds) => {
    expect(passTime(BOTH, tokens, { requests, kvTokens })).toBeCloseTo(seconds, 5);
  });

  it('counts KV tokens without requests for decode work', () => {
    expect(passTime(BOTH, 1500, { requests: 0, kvTokens: 30_000 })).toBeCloseTo(mixedTime_s(1500, 30_000), 5);
  });

  it('is a nanosecond at least', () => {
    const odd = learnt(
      'decode',
      decodePasses([
        [1, 10],
        [2, 40],
        [3, 20],
        [4, 90],
        [5, 50],
      ]).map((step) => ({
        ...step,
        wallTime: 1e-12 * step.decodeKvTokens,
      })),
    );
    expect(passTime(odd, 0, { requests: 1, kvTokens: 1 })).toBe(1e-9);
  });

  it('is rounded to a nanosecond', () => {
    expect(nanoseconds(0.0123456784)).toBe(0.012345678);
    expect(nanoseconds(0.0123456786)).toBe(0.012345679);
    const seconds = passTime(BOTH, 1234, NO_DECODE)!;
    expect(nanoseconds(seconds)).toBe(seconds);
  });

  it('rises with the work', () => {
    const size = fc.integer({ min: 1, max: 8000 });
    fc.assert(
      fc.property(size, size, (a, b) => {
        const time = (tokens: number) => passTime(PREFILL, tokens, NO_DECODE)!;
        expect(time(Math.max(a, b))).toBeGreaterThanOrEqual(time(Math.min(a, b)));
      }),
    );
  });
});

describe('a prompt in chunks', () => {
  it.each([
    [1500, prefillTime_s(1500)],
    [2000, prefillTime_s(2000)],
    [5000, 2 * prefillTime_s(2000) + prefillTime_s(1000)],
    [6000, 3 * prefillTime_s(2000)],
    [0, 0],
  ])('of %d tokens, 2,000 a pass', (tokens, seconds) => {
    expect(chunkedPassTime(PREFILL, tokens, NO_DECODE)).toBeCloseTo(seconds, 5);
  });

  it('beside decode work is of mixed passes', () => {
    const decode = { requests: 4, kvTokens: 10_000 };
    const expected = mixedTime_s(2000, 10_000) + mixedTime_s(500, 10_000);
    expect(chunkedPassTime(BOTH, 2500, decode)).toBeCloseTo(expected, 5);
  });

  it('is not known while its kind of pass is not', () => {
    expect(chunkedPassTime(PREFILL, 2500, { requests: 4, kvTokens: 10_000 })).toBeUndefined();
    expect(chunkedPassTime(DECODE, 500, NO_DECODE)).toBeUndefined();
    expect(chunkedPassTime(DECODE, 2000, NO_DECODE)).toBeUndefined();
  });
});

describe('the TTFT of the next request on a worker', () => {
  const model = learnt('prefill', prefillPasses([200, 200, 200, 600, 1000, 200]));
  const mean = 400;

  it('lies behind its queue', () => {
    expect(queuedPrefillTime(model, worker({ queuedPrefillTokens: 1000 }), {})).toBeCloseTo(
      prefillTime_s(1000 + mean),
      4,
    );
    expect(queuedPrefillTime(model, worker(), {})).toBeCloseTo(prefillTime_s(mean), 4);
  });

  it('scales the queue, and never the request itself', () => {
    const queued = worker({ queuedPrefillTokens: 1000 });
    expect(queuedPrefillTime(model, queued, { queue: 1.5 })).toBeCloseTo(prefillTime_s(1500 + mean), 4);
    expect(queuedPrefillTime(model, queued, { queue: 0 })).toBeCloseTo(prefillTime_s(mean), 4);
  });

  it('leaves out what the prefix cache spares, rounded up to whole tokens', () => {
    const queued = worker({ queuedPrefillTokens: 1001 });
    expect(queuedPrefillTime(model, queued, { kvHitRate: 0.5 })).toBeCloseTo(prefillTime_s(701), 4);
  });

  it('is 0 where nothing was ever prefilled and nothing waits', () => {
    expect(queuedPrefillTime(DECODE, worker(), {})).toBe(0);
  });

  it('of an aggregated worker is beside its decode work', () => {
    const busy = worker({
      queuedPrefillTokens: 500,
      queuedDecodeRequests: 2,
      queuedDecodeKvTokens: 5000,
      step: engineStep({ decodeRequests: 8, decodeKvTokens: 20_000 }),
    });
    const tokens = Math.ceil(500 + BOTH.meanPromptTokens.mean);
    const chunks = (kvTokens: number) => chunkedPassTime(BOTH, tokens, { requests: 8, kvTokens });
    expect(queuedPrefillTime(BOTH, busy, {})).toBe(chunks(20_000));
    expect(queuedPrefillTime(BOTH, busy, { decode: 1.5 })).toBe(chunks(30_000));
    expect(queuedPrefillTime(BOTH, busy, { withQueuedDecode: true })).toBe(chunks(25_000));
  });
});

describe("a worker's next decode step", () => {
  const mean = DECODE.meanDecodeTokens.mean;
  const busy = worker({
    queuedDecodeRequests: 2,
    queuedDecodeKvTokens: 5000,
    queuedRequests: 3,
    queuedPrefillTokens: 4000,
    step: engineStep({ decodeRequests: 8, decodeKvTokens: 20_000 }),
  });

  it('has its batch, what waits for it, and one more request', () => {
    const expected = decodeTime_s(11, Math.ceil(25_000 + mean));
    expect(decodeStepTime(DECODE, busy, {})).toBeCloseTo(expected, 6);
  });

  it('scales the batch, and not the request that joins', () => {
    const expected = decodeTime_s(16, Math.ceil(37_500 + mean));
    expect(decodeStepTime(DECODE, busy, { decode: 1.5 })).toBeCloseTo(expected, 6);
  });

  it('can count queued prompts as KV cache to come', () => {
    const expected = decodeTime_s(14, Math.ceil(29_000 + mean));
    expect(decodeStepTime(DECODE, busy, { withQueuedPrefillAsKv: true })).toBeCloseTo(expected, 6);
  });

  it('of an idle worker is that of one request', () => {
    expect(decodeStepTime(DECODE, worker(), {})).toBeCloseTo(decodeTime_s(1, Math.ceil(mean)), 6);
  });

  it('of an aggregated worker carries the mean prompt tokens of a pass', () => {
    const next = BOTH.meanDecodeTokens.mean;
    const tokens = Math.ceil(BOTH.meanPrefillTokens.mean);
    expect(decodeStepTime(BOTH, busy, {})).toBe(
      passTime(BOTH, tokens, { requests: 11, kvTokens: Math.ceil(25_000 + next) }),
    );
  });

  it('is not known without decode passes', () => {
    expect(decodeStepTime(PREFILL, busy, {})).toBeUndefined();
  });
});
