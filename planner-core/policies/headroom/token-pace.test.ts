import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../forecast/forecaster.js';
import { batchWithin, missedTokens, type TokenLoad } from './token-pace.js';

const ones = (count: number) => new Array<number>(count).fill(1);
/** 10 requests a second of 100 tokens at 10 ms each, at any batch: ten are inside. */
const FLAT: TokenLoad = {
  rates: ones(50).map(() => 10),
  weights: ones(50),
  interval_s: 10,
  variation: 1,
  outputTokens: 100,
  steps: { x: [1, 1000], y: [0.01, 0.01] },
  promisedBatch: 20,
  heldBatch: 1000,
};
const missed = (fields: Partial<TokenLoad>, workers = 1) => missedTokens({ ...FLAT, ...fields }, workers);

describe('a steady load', () => {
  it('misses half where the mean batch is the largest that keeps the promise', () => {
    // the limit is 9.5 and a half for whole requests
    expect(missed({ promisedBatch: 9.5 })).toBeCloseTo(0.5, 3);
  });

  it.each([0.9, 0.975, 0.99])('scatters as a Poisson number does: %d of it below', (share) => {
    const batch = 10 + normalQuantile(share) * Math.sqrt(10) - 0.5;
    expect(missed({ promisedBatch: batch })).toBeCloseTo(1 - share, 3);
  });

  it('scatters more where arrivals do: by (1 + variation) ÷ 2', () => {
    const batch = 10 + normalQuantile(0.9) * Math.sqrt(20) - 0.5;
    expect(missed({ promisedBatch: batch, variation: 3 })).toBeCloseTo(0.1, 3);
  });

  it('is shared by the workers, and scatters less in each', () => {
    expect(missed({ promisedBatch: 4.5 })).toBeGreaterThan(0.9);
    expect(missed({ promisedBatch: 4.5 }, 4)).toBeLessThan(0.05);
  });

  it('without arrivals misses nothing, without workers all', () => {
    expect(missed({ rates: [0, 0], weights: [1, 1] })).toBe(0);
    expect(missed({ rates: [], weights: [] })).toBe(0);
    expect(missed({}, 0)).toBe(1);
    expect(missed({}, Number.NaN)).toBe(1);
  });
});

describe('a step that grows with the batch', () => {
  const growing = { x: [1, 1000], y: [0.01, 0.2] };

  it('keeps everybody longer, and so more of them', () => {
    expect(missed({ steps: growing })).toBeGreaterThan(missed({}));
  });

  it('that grows faster than workers can serve fills them', () => {
    // each more is kept 5 % longer: more than a hundred never leave
    const steep = { x: [1, 1000], y: [0.01, 1] };
    expect(missed({ steps: steep, rates: ones(50).map(() => 12), heldBatch: 50 })).toBeGreaterThan(0.9);
  });
});

describe('what the KV cache holds', () => {
  it('is a limit like the promise', () => {
    expect(missed({ heldBatch: 5 })).toBeGreaterThan(0.9);
    expect(missed({ promisedBatch: 1e9, heldBatch: 9.5 })).toBeGreaterThan(0.4);
  });

  it('full, sends requests off seat by seat: a burst is worked off', () => {
    const burst = (after: number) => ({ rates: [40, after], weights: [0, 1], heldBatch: 20, promisedBatch: 20 });
    // 20 seats of one second serve 20 a second; 200 remain of the burst
    expect(missed(burst(19))).toBeGreaterThan(0.9);
    expect(missed(burst(0.01))).toBeLessThanOrEqual(1);
  });
});

describe('a load that changes', () => {
  it('is followed by a residence', () => {
    // requests stay 100 s: ten seconds after the rise a tenth of its way is gone
    const slow = { outputTokens: 10_000, weights: [0, 1] };
    const early = missed({ ...slow, rates: [1, 2], promisedBatch: 130 });
    const settled = missed({
      ...slow,
      rates: [...ones(40).map(() => 2), 2],
      weights: [...ones(40).map(() => 0), 1],
      promisedBatch: 130,
    });
    expect(early).toBeLessThan(0.05);
    expect(settled).toBeGreaterThan(0.95);
  });

  it('weighs its intervals', () => {
    const two = (weights: number[]) => missed({ rates: [1, 30], weights, promisedBatch: 8, interval_s: 1000 });
    expect(two([1, 0])).toBeLessThan(0.01);
    expect(two([0, 1])).toBeGreaterThan(0.9);
    expect(two([1, 1])).toBeGreaterThan(two([1, 0]));
    expect(two([1, 1])).toBeLessThan(two([0, 1]) + 1e-9);
  });
});

it('counts no further than what is asked: a lower bound that is enough to say no', () => {
  const heavy = { ...FLAT, promisedBatch: 9.5 };
  const whole = missedTokens(heavy, 1);
  const cut = missedTokens(heavy, 1, 0.05);
  expect(cut).toBeGreaterThan(0.05);
  expect(cut).toBeLessThanOrEqual(whole);
});

it('misses a share, and no more of a larger batch that keeps the promise', () => {
  const rates = fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 1, maxLength: 30 });
  const batch = fc.double({ min: 1, max: 80, noNaN: true });
  fc.assert(
    fc.property(rates, batch, batch, fc.integer({ min: 1, max: 10 }), (list, a, b, workers) => {
      const share = (promisedBatch: number) =>
        missed({ rates: list, weights: ones(list.length), promisedBatch }, workers);
      const [strict, loose] = [share(Math.min(a, b)), share(Math.max(a, b))];
      for (const one of [strict, loose]) {
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(loose).toBeLessThanOrEqual(strict + 1e-9);
    }),
  );
});

it('misses no more with more workers, where a step does not grow with the batch', () => {
  const rates = fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 10 }), (list, workers) => {
      const share = (count: number) => missed({ rates: list, weights: ones(list.length) }, count);
      expect(share(workers + 1)).toBeLessThanOrEqual(share(workers) + 1e-6);
    }),
  );
});

describe('the largest batch within the promise', () => {
  const steps = { x: [1, 10, 20], y: [0.01, 0.02, 0.04] };

  it.each([
    [0.005, 0],
    [0.01, 1],
    [0.015, 5.5],
    [0.02, 10],
    [0.03, 15],
    [0.04, 20],
    [1, 20],
    [Number.POSITIVE_INFINITY, 20],
  ])('of %d s is %d', (promise_s, batch) => {
    expect(batchWithin(steps, promise_s)).toBeCloseTo(batch, 9);
  });

  it('of a curve of one point is that point or none', () => {
    expect(batchWithin({ x: [4], y: [0.01] }, 0.02)).toBe(4);
    expect(batchWithin({ x: [4], y: [0.01] }, 0.005)).toBe(0);
  });
});
