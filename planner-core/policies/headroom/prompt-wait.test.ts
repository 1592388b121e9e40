import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missedPrompts, type PromptLoad } from './prompt-wait.js';

const ones = (count: number) => new Array<number>(count).fill(1);

/** Steady arrivals of prompts of one second, alone in no time; three seconds are promised. */
function load(rate: number, fields: Partial<PromptLoad> = {}): PromptLoad {
  return {
    rates: ones(50).map(() => rate),
    weights: ones(50),
    interval_s: 1000,
    prompts: [{ share: 1, alone_s: 0 }],
    service_s: 1,
    fullStep_s: 0,
    variation: 2,
    promise_s: 3,
    ...fields,
  };
}

describe('a steady load', () => {
  it.each([0.3, 0.6, 0.9])('misses as M/M/1 does at ρ = %d: ρ·e^(−(1 − ρ)·3)', (use) => {
    expect(missedPrompts(load(use), 1)).toBeCloseTo(use * Math.exp(-(1 - use) * 3), 6);
  });

  it.each([
    [2, 0.5],
    [5, 0.8],
    [10, 0.9],
  ])('of %d servers at ρ = %d waits by Sakasegawa, then exponentially', (servers, use) => {
    const waits = use ** (Math.sqrt(2 * (servers + 1)) - 1);
    const missed = waits * Math.exp(-3 * servers * (1 - use));
    expect(missedPrompts(load(use * servers), servers)).toBeCloseTo(missed, 6);
  });

  it('waits by half the variation (Kingman)', () => {
    const calm = missedPrompts(load(0.6, { variation: 1 }), 1);
    expect(calm).toBeCloseTo(0.6 * Math.exp((-(1 - 0.6) * 3) / 0.5), 6);
  });

  it('without arrivals misses nothing', () => {
    expect(missedPrompts(load(0), 1)).toBe(0);
    expect(missedPrompts(load(0, { rates: [], weights: [] }), 1)).toBe(0);
  });

  it('without workers misses all', () => {
    expect(missedPrompts(load(0.1), 0)).toBe(1);
    expect(missedPrompts(load(0.1), Number.NaN)).toBe(1);
  });
});

describe('a prompt’s own computation', () => {
  it('takes from the time it may wait', () => {
    const slow = load(0.6, { prompts: [{ share: 1, alone_s: 2 }] });
    expect(missedPrompts(slow, 1)).toBeCloseTo(0.6 * Math.exp(-0.4), 6);
  });

  it('is counted by its share', () => {
    const mixed = load(0.6, {
      prompts: [
        { share: 0.75, alone_s: 0 },
        { share: 0.25, alone_s: 2 },
      ],
    });
    expect(missedPrompts(mixed, 1)).toBeCloseTo(0.6 * (0.75 * Math.exp(-1.2) + 0.25 * Math.exp(-0.4)), 6);
  });

  it('beyond the promise is nobody’s fault: it is left out', () => {
    const prompts = [
      { share: 0.5, alone_s: 0 },
      { share: 0.5, alone_s: 99 },
    ];
    expect(missedPrompts(load(0.6, { prompts }), 1)).toBeCloseTo(0.6 * Math.exp(-1.2), 6);
    expect(missedPrompts(load(0.6, { prompts: [{ share: 1, alone_s: 3 }] }), 1)).toBe(1);
  });

  it('waits for the step that all who waited share', () => {
    const stepped = missedPrompts(load(0.6, { fullStep_s: 1 }), 1);
    expect(stepped).toBeGreaterThan(missedPrompts(load(0.6), 1));
    expect(stepped).toBeLessThanOrEqual(0.6 * Math.exp(-0.4 * 2) + 1e-9);
  });
});

describe('overload', () => {
  // 2 a second into 1: the queue takes as long as it has lasted; 4 of 10 s are within 4 s, no more than 6 of 10 late
  const rising = load(2, { rates: [2], weights: [1], interval_s: 10, promise_s: 4, variation: 1e-9 });

  it('is a fluid: late are those behind a queue longer than the promise', () => {
    expect(missedPrompts(rising, 1)).toBeCloseTo(5 / 6, 2);
    expect(missedPrompts(rising, 2)).toBe(0);
  });

  it('leaves a backlog that is worked off by what is left of the capacity', () => {
    const burst = (quiet: number) =>
      load(0, { rates: [2, quiet, quiet], weights: [0, 0, 1], interval_s: 10, promise_s: 4, variation: 1e-9 });
    expect(missedPrompts(burst(0.001), 1)).toBeLessThan(0.2);
    expect(missedPrompts(burst(0.9), 1)).toBeGreaterThan(0.9);
  });

  it('that has lasted piles up no more chance than an interval can', () => {
    expect(missedPrompts(load(1, { rates: [1], weights: [1], interval_s: 1 }), 1)).toBeLessThan(1);
  });
});

describe('the share that is counted', () => {
  it('weighs intervals', () => {
    const two = (weights: readonly number[]) => missedPrompts(load(0, { rates: [0.2, 0.9], weights }), 1);
    expect(two([1, 0])).toBeCloseTo(0.2 * Math.exp(-0.8 * 3), 6);
    expect(two([0, 1])).toBeCloseTo(0.9 * Math.exp(-0.1 * 3), 6);
    // misses are of requests: a busy interval weighs what it holds
    const expected = (0.2 * two([1, 0]) + 0.9 * two([0, 1])) / 1.1;
    expect(two([1, 1])).toBeCloseTo(expected, 6);
  });

  it('goes no further than what is asked: a lower bound that is enough to say no', () => {
    const whole = missedPrompts(load(0.9), 1);
    const cut = missedPrompts(load(0.9), 1, 0.05);
    expect(cut).toBeGreaterThan(0.05);
    expect(cut).toBeLessThanOrEqual(whole);
    expect(missedPrompts(load(0.9), 1, 0.99)).toBeCloseTo(whole, 12);
  });
});

describe('any load', () => {
  const rates = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 });
  const service = fc.double({ min: 0.05, max: 2, noNaN: true });
  const workers = fc.integer({ min: 1, max: 20 });

  it('misses a share, never more with more workers', () => {
    fc.assert(
      fc.property(rates, service, workers, (list, service_s, count) => {
        const one = load(0, { rates: list, weights: ones(list.length), interval_s: 10, service_s });
        const [fewer, more] = [missedPrompts(one, count), missedPrompts(one, count + 1)];
        expect(fewer).toBeGreaterThanOrEqual(0);
        expect(fewer).toBeLessThanOrEqual(1 + 1e-9);
        expect(more).toBeLessThanOrEqual(fewer + 1e-9);
      }),
    );
  });

  it('misses no more of a longer promise', () => {
    const promise = fc.double({ min: 0.1, max: 20, noNaN: true });
    fc.assert(
      fc.property(rates, service, promise, promise, (list, service_s, a, b) => {
        const missed = (promise_s: number) =>
          missedPrompts(load(0, { rates: list, weights: ones(list.length), interval_s: 10, service_s, promise_s }), 4);
        expect(missed(Math.max(a, b))).toBeLessThanOrEqual(missed(Math.min(a, b)) + 1e-9);
      }),
    );
  });
});
