/** The queueing models against closed forms, and the searches against plain scans. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleProfile } from '../testing/sample-context.js';
import { cheapest, fewest } from './choose.js';
import { engineOf } from './engine.js';
import { missedPrompts, type PromptLoad } from './prompt-wait.js';
import type { RoleMisses } from './size.js';
import { batchWithin, missedTokens, type TokenLoad } from './token-pace.js';

const TICKS = 50;
const ones = (count: number) => new Array<number>(count).fill(1);

function prompts(rate: number, fields: Partial<PromptLoad> = {}): PromptLoad {
  return {
    rates: ones(TICKS).map(() => rate),
    weights: ones(TICKS),
    interval_s: 1000,
    prompts: [{ share: 1, alone_s: 0 }],
    service_s: 1,
    fullStep_s: 0,
    variation: 2,
    promise_s: 3,
    ...fields,
  };
}

describe('misses of the TTFT promise', () => {
  it.each([0.3, 0.6, 0.9])('are those of M/M/1 at ρ = %d', (use) => {
    expect(missedPrompts(prompts(use), 1)).toBeCloseTo(use * Math.exp(-(1 - use) * 3), 6);
  });

  it('follow the fluid under overload: late are those behind a queue longer than the promise', () => {
    // 2/s into 1/s: after t seconds the queue takes t seconds; a promise of 4 s is kept for the first 4 of 10
    const load = prompts(2, { rates: [2], weights: [1], interval_s: 10, promise_s: 5, variation: 1e-9 });
    expect(missedPrompts(load, 1)).toBeGreaterThan(0.3);
    expect(missedPrompts(load, 2)).toBe(0);
  });

  it('leave out prompts that no number of workers could serve in time', () => {
    const load = prompts(0.1, {
      prompts: [
        { share: 0.5, alone_s: 0 },
        { share: 0.5, alone_s: 99 },
      ],
    });
    expect(missedPrompts(load, 50)).toBeLessThan(1e-9);
  });

  it('never rise with the workers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (rates, service_s, workers) => {
          const load = prompts(0, { rates, weights: ones(rates.length), interval_s: 10, service_s });
          const [fewer, more] = [missedPrompts(load, workers), missedPrompts(load, workers + 1)];
          expect(fewer).toBeGreaterThanOrEqual(0);
          expect(fewer).toBeLessThanOrEqual(1 + 1e-9);
          expect(more).toBeLessThanOrEqual(fewer + 1e-9);
        },
      ),
    );
  });
});

describe('misses of the TPOT promise', () => {
  const flat: TokenLoad = {
    rates: ones(TICKS).map(() => 10),
    weights: ones(TICKS),
    interval_s: 10,
    variation: 1,
    outputTokens: 100,
    steps: { x: [1, 1000], y: [0.01, 0.01] },
    promisedBatch: 20,
    heldBatch: 1000,
  };

  it('are half where the mean batch is the largest that keeps the promise', () => {
    // 10/s × 100 tokens × 10 ms: ten requests inside; a limit of 9.5 and a half for whole requests
    expect(missedTokens({ ...flat, promisedBatch: 9.5 }, 1)).toBeCloseTo(0.5, 3);
    expect(missedTokens(flat, 1)).toBeLessThan(0.001);
    expect(missedTokens({ ...flat, promisedBatch: 4.5 }, 1)).toBeGreaterThan(0.9);
    expect(missedTokens({ ...flat, promisedBatch: 4.5 }, 4)).toBeLessThan(0.05);
  });

  it('know what the KV cache holds', () => {
    expect(missedTokens({ ...flat, heldBatch: 5 }, 1)).toBeGreaterThan(0.9);
  });

  it('find the largest batch within the promise', () => {
    const steps = { x: [1, 10, 20], y: [0.01, 0.02, 0.04] };
    expect(batchWithin(steps, 0.03)).toBeCloseTo(15);
    expect(batchWithin(steps, 0.005)).toBe(0);
    expect(batchWithin(steps, 1)).toBe(20);
  });
});

describe('the search', () => {
  const misses = (missed: (workers: number) => number): RoleMisses => ({
    missed,
    workerRate: 1,
    unloaded: {},
    infeasible: false,
  });

  it('finds the fewest that a scan finds, from wherever it starts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 200 }), (needed, from) => {
        const found = fewest({ misses: misses((count) => (count >= needed ? 0 : 1)), from }, 0.05, 64);
        expect(found).toBe(Math.max(1, Math.min(64, needed)));
      }),
    );
  });

  it('shares the allowance where it saves the dearer worker', () => {
    const steep = misses((count) => [1, 0.04, 0][count] ?? 0);
    const counts = cheapest(
      [
        { role: 'prefill', misses: steep, gpus: 1, from: 1 },
        { role: 'decode', misses: steep, gpus: 4, from: 1 },
      ],
      0.05,
      8,
    );
    expect(counts).toEqual({ prefill: 2, decode: 1 });
  });
});

it('an engine is read off its profile', () => {
  const engine = engineOf({ profile: sampleProfile(), replicas: 1 });
  expect(engine.prompt_s(1000)).toBeCloseTo(0.055, 6);
  // a step of 8192 tokens takes 5 ms once
  expect(engine.promptInFullStep_s(1000, 1)).toBeCloseTo(0.05 + 0.005 / 8.192, 4);
  const { x, y } = engine.steps(1500);
  expect(y[x.indexOf(64)]).toBeCloseTo(0.005 + 64 * 2e-5 + 64 * 1500 * 1e-8, 4);
});
