/** Which points are measured. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWhole, probePlan } from './plan.js';

describe('a plan', () => {
  it('is spaced evenly in the logarithm: each length four times the one before', () => {
    expect(probePlan('quick', { maxContext: 4096, maxBatch: 16 })).toEqual({
      inputTokens: [64, 256, 1024, 4096],
      contextTokens: [256, 4096],
      batches: [1, 4, 16],
      repeats: 2,
      steadySteps: 40,
    });
  });

  it('of normal thoroughness has more of everything', () => {
    expect(probePlan('normal', { maxContext: 65_536, maxBatch: 64 })).toEqual({
      inputTokens: [64, 256, 1024, 4096, 16_384, 65_536],
      contextTokens: [256, 4096, 65_536],
      batches: [1, 4, 16, 64],
      repeats: 3,
      steadySteps: 80,
    });
  });

  it('begins lower where the longest context is short', () => {
    const { inputTokens, contextTokens } = probePlan('quick', { maxContext: 256, maxBatch: 2 });
    expect([inputTokens, contextTokens]).toEqual([
      [32, 64, 128, 256],
      [128, 256],
    ]);
  });

  it('measures no batch twice where few fit', () => {
    expect(probePlan('thorough', { maxContext: 4096, maxBatch: 3 }).batches).toEqual([1, 2, 3]);
    expect(probePlan('quick', { maxContext: 4096, maxBatch: 2 }).batches).toEqual([1, 2]);
  });

  it('ascends without repetition from its least to its limits, with four prompts at least', () => {
    const limits = fc.record({
      maxContext: fc.integer({ min: 256, max: 1_000_000 }),
      maxBatch: fc.integer({ min: 2, max: 4096 }),
    });
    fc.assert(
      fc.property(limits, fc.constantFrom('quick', 'normal', 'thorough'), (limit, thoroughness) => {
        const { inputTokens, contextTokens, batches } = probePlan(thoroughness as 'quick', limit);
        for (const values of [inputTokens, contextTokens, batches]) {
          expect(values.every((value, i) => Number.isInteger(value) && value > (values[i - 1] ?? 0))).toBe(true);
        }
        expect([inputTokens.at(-1), contextTokens.at(-1), batches.at(-1)]).toEqual([
          limit.maxContext,
          limit.maxContext,
          limit.maxBatch,
        ]);
        expect(inputTokens.length).toBeGreaterThanOrEqual(4);
        expect(batches[0]).toBe(1);
      }),
    );
  });
});

describe('limits', () => {
  it.each([
    [
      '--max-context',
      { maxContext: 255, maxBatch: 2 },
      /--max-context: found 255; expected a whole number, at least 256/,
    ],
    ['a part of a token', { maxContext: 300.5, maxBatch: 2 }, /--max-context: found 300\.5/],
    ['--max-batch', { maxContext: 256, maxBatch: 1 }, /--max-batch: found 1; expected a whole number, at least 2/],
    ['no number', { maxContext: 256, maxBatch: Number.NaN }, /--max-batch: found NaN/],
    ['no end', { maxContext: Number.POSITIVE_INFINITY, maxBatch: 2 }, /--max-context: found Infinity/],
  ])('%s', (_name, limits, message) => {
    expect(() => probePlan('quick', limits)).toThrow(expect.objectContaining({ code: 'HR_USAGE' }));
    expect(() => probePlan('quick', limits)).toThrow(message);
  });

  it('a whole number at its least is one', () => {
    expect(() => checkWhole('--gpus', 1, 1)).not.toThrow();
    expect(() => checkWhole('--gpus', 0, 1)).toThrow('--gpus: found 0; expected a whole number, at least 1');
    expect(() => checkWhole('--gpus', -0, 0)).not.toThrow();
  });
});
