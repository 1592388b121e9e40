import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECODE_STEPS, MIXED_STEPS, PREFILL_STEPS } from '../testing/index.js';
import { engineCapacity } from './engine-capacity.js';
import { type CapacityLimits, DEFAULT_LIMITS, type EngineKind, emptyEngineModel, tune } from './engine-model.js';

const OPTIONS = { maxSamples: 64, minSamples: 5, bucketCount: 16 };
const make = (kind: EngineKind, limits: Partial<CapacityLimits> = {}) =>
  tune(emptyEngineModel(kind, { ...DEFAULT_LIMITS, ...limits }, OPTIONS), [
    ...PREFILL_STEPS,
    ...DECODE_STEPS,
    ...MIXED_STEPS,
  ]);

describe('prefill', () => {
  const model = make('prefill');
  // b prompts of 1,000 tokens take 10 ms + b · 10 ms
  const rps = (batch: number) => batch / (0.01 + 0.01 * batch);

  it('without a target fills a pass: eight prompts of 1,000 into 8,192 tokens', () => {
    const found = engineCapacity(model, { isl: 1000, osl: 0 })!;
    expect(found.rps).toBeCloseTo(rps(8), 2);
    expect(found.ttft_s).toBeCloseTo(0.09, 4);
    expect(found.itl_s).toBeUndefined();
    expect(found.eligible).toBe(true);
  });

  it.each([
    [0.0501, 4],
    [0.0301, 2],
    [0.0201, 1],
  ])('within %d s takes %d prompts at once', (ttft_s, batch) => {
    const found = engineCapacity(model, { isl: 1000, osl: 0, ttft_s })!;
    expect(found.rps).toBeCloseTo(rps(batch), 2);
    expect(found.eligible).toBe(true);
  });

  it('where no batch keeps the target has the highest rate, and says so', () => {
    const found = engineCapacity(model, { isl: 1000, osl: 0, ttft_s: 0.005 })!;
    expect(found.eligible).toBe(false);
    expect(found.rps).toBeCloseTo(rps(8), 2);
  });

  it('cannot keep a target on what it has no part in', () => {
    expect(engineCapacity(model, { isl: 1000, osl: 0, itl_s: 1 })!.eligible).toBe(false);
  });

  it('computes what the prefix cache leaves', () => {
    const half = engineCapacity(model, { isl: 2000, osl: 0, kvHitRate: 0.5 })!;
    expect(half.rps).toBeCloseTo(rps(8), 2);
  });

  it('takes one prompt that is longer than a pass, in chunks', () => {
    const short = make('prefill', { maxBatchedTokens: 2000 });
    expect(engineCapacity(short, { isl: 5000, osl: 0 })!.ttft_s).toBeCloseTo(0.03 + 0.03 + 0.02, 4);
  });

  it('takes no more prompts than a batch holds', () => {
    expect(engineCapacity(make('prefill', { maxBatch: 3 }), { isl: 1000, osl: 0 })!.rps).toBeCloseTo(rps(3), 2);
  });

  it('rounds a fraction of a token up', () => {
    expect(engineCapacity(model, { isl: 999.2, osl: 0 })).toEqual(engineCapacity(model, { isl: 1000, osl: 0 }));
  });
});

describe('decode', () => {
  const model = make('decode', { maxBatch: 100 });
  // 1,000 + 200 ÷ 2 tokens of context: a batch of b takes 5 ms + b · (20 + 11) µs
  const itl_s = (batch: number) => 0.005 + 3.1e-5 * batch;
  const rps = (batch: number) => batch / (200 * itl_s(batch));

  it('without a target has the largest batch', () => {
    const found = engineCapacity(model, { isl: 1000, osl: 200 })!;
    expect(found.rps).toBeCloseTo(rps(100), 2);
    expect(found.itl_s).toBeCloseTo(itl_s(100), 6);
    expect(found.ttft_s).toBeUndefined();
  });

  it('keeps the target', () => {
    const found = engineCapacity(model, { isl: 1000, osl: 200, itl_s: itl_s(50) + 1e-7 })!;
    expect(found.rps).toBeCloseTo(rps(50), 2);
    expect(found.eligible).toBe(true);
  });

  it('has no more requests than the cache holds', () => {
    const small = make('decode', { maxKvTokens: 11_500 });
    expect(engineCapacity(small, { isl: 1000, osl: 200 })!.rps).toBeCloseTo(rps(10), 2);
  });

  it('whose cache holds not one request has no answer', () => {
    expect(engineCapacity(make('decode', { maxKvTokens: 500 }), { isl: 1000, osl: 200 })).toBeUndefined();
  });

  it('shares a step among the tokens that speculation accepts', () => {
    const found = engineCapacity(model, { isl: 1000, osl: 200, acceptLength: 2 })!;
    expect(found.rps).toBeCloseTo(2 * rps(100), 1);
    expect(engineCapacity(model, { isl: 1000, osl: 200, acceptLength: 0.5 })!.rps).toBeCloseTo(rps(100), 2);
  });

  it('tries 128 batches spread over a wider range, its ends among them', () => {
    const wide = make('decode', { maxBatch: 500 });
    const found = engineCapacity(wide, { isl: 1000, osl: 200 })!;
    expect(found.rps).toBeCloseTo(rps(500), 2);
    // 1 + ⌊99 · 499 ÷ 127⌋ = 389 and 1 + ⌊100 · 499 ÷ 127⌋ = 393: a target between them is met by the lower
    const between = engineCapacity(wide, { isl: 1000, osl: 200, itl_s: itl_s(391) })!;
    expect(between.rps).toBeCloseTo(rps(389), 2);
  });
});

describe('aggregated', () => {
  const model = make('aggregated', { maxBatch: 64, maxBatchedTokens: 2048 });
  // b requests of 1,000 in and 100 out need ⌈10 b⌉ prompt tokens a pass; context 1,050
  const pass_s = (batch: number) => 0.01 + 1e-5 * 10 * batch + 1e-8 * 1050 * batch;
  const rps = (batch: number) => batch / (100 * pass_s(batch));

  it('without targets has the largest batch whose prompts fit beside it', () => {
    const found = engineCapacity(model, { isl: 1000, osl: 100 })!;
    expect(found.rps).toBeCloseTo(rps(64), 2);
    const wide = make('aggregated', { maxBatchedTokens: 2048, maxBatch: 120 });
    expect(engineCapacity(wide, { isl: 2000, osl: 100 })!.itl_s).toBeCloseTo(
      0.01 + 1e-5 * 20 * 97 + 1e-8 * 2050 * 97,
      5,
    );
  });

  it('keeps both targets', () => {
    const byItl = engineCapacity(model, { isl: 1000, osl: 100, itl_s: pass_s(20) + 1e-6 })!;
    expect(byItl.rps).toBeCloseTo(rps(20), 2);
    // a prompt is computed behind the prompts of a pass
    const ttft_s = (batch: number) => 0.01 + 1e-5 * (10 * batch + 1000) + 1e-8 * 1050 * batch;
    const byTtft = engineCapacity(model, { isl: 1000, osl: 100, ttft_s: ttft_s(30) + 1e-6 })!;
    expect(byTtft.rps).toBeCloseTo(rps(30), 2);
    expect(byTtft.ttft_s).toBeCloseTo(ttft_s(30), 5);
  });

  it('is not known while any kind of its passes is not', () => {
    const blind = tune(emptyEngineModel('aggregated', DEFAULT_LIMITS, OPTIONS), [...PREFILL_STEPS, ...DECODE_STEPS]);
    expect(engineCapacity(blind, { isl: 1000, osl: 100 })).toBeUndefined();
  });
});

describe('no answer', () => {
  it.each(['prefill', 'decode', 'aggregated'] as const)('of an empty %s model', (kind) => {
    expect(engineCapacity(emptyEngineModel(kind, DEFAULT_LIMITS, OPTIONS), { isl: 1000, osl: 100 })).toBeUndefined();
  });

  it.each([
    ['prefill', 0, 100],
    ['prefill', Number.NaN, 100],
    ['prefill', -4, 100],
    ['decode', 1000, 0],
    ['decode', 1000, Number.NaN],
    ['aggregated', 1000, -1],
    ['aggregated', 0, 100],
  ] as const)('for %s of %d in and %d out', (kind, isl, osl) => {
    expect(engineCapacity(make(kind), { isl, osl })).toBeUndefined();
  });
});

it('never falls when a target is loosened', () => {
  const models = (['prefill', 'decode', 'aggregated'] as const).map((kind) => make(kind, { maxBatch: 60 }));
  const seconds = fc.double({ min: 0.002, max: 0.2, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...models), seconds, seconds, (model, a, b) => {
      const target = (limit_s: number) => (model.kind === 'prefill' ? { ttft_s: limit_s } : { itl_s: limit_s });
      const [tight, loose] = [Math.min(a, b), Math.max(a, b)].map(
        (limit_s) => engineCapacity(model, { isl: 800, osl: 150, ...target(limit_s) })!,
      );
      if (tight!.eligible) {
        expect(loose!.eligible).toBe(true);
        expect(loose!.rps).toBeGreaterThanOrEqual(tight!.rps);
      }
    }),
    { numRuns: 40 },
  );
});
