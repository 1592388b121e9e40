import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../profile.js';
import { plainProfile } from '../testing/index.js';
import { promptTimes } from './prompt-times.js';

/** 10 ms and 10 µs a token. */
const LINEAR: EngineProfile = plainProfile({
  prefill: { isl: [100, 1000, 10_000], ttftMs: [11, 20, 110], tokensPerSecondPerGpu: [1, 1, 1] },
});

describe('a prompt alone', () => {
  it.each([
    [100, 0.011],
    [550, 0.0155],
    [1000, 0.02],
    [10_000, 0.11],
    [20_000, 0.21],
    [50, 0.0105],
  ])('of %d tokens takes %d s', (tokens, seconds) => {
    expect(promptTimes(LINEAR, 8192).prompt_s(tokens)).toBeCloseTo(seconds, 9);
  });

  it('takes half the shortest measured time at least', () => {
    const falling = plainProfile({
      prefill: { isl: [1000, 2000], ttftMs: [10, 30], tokensPerSecondPerGpu: [1, 1] },
    });
    expect(promptTimes(falling, 8192).prompt_s(100)).toBeCloseTo(0.005, 12);
  });

  it('is measured finer where there are steps', () => {
    const finer = { ...LINEAR, prefillSteps: { tokens: [100, 1000], stepMs: [5, 50] } };
    expect(promptTimes(finer, 8192).prompt_s(1000)).toBeCloseTo(0.05, 12);
  });

  it('is stretched by the calibration, the overhead of a step on top', () => {
    const slow = {
      ...LINEAR,
      stepOverheadMs: 3,
      calibration: { prefillFactor: 1.5, decodeFactors: { batch: [1], factor: [1] }, source: 'test' },
    };
    expect(promptTimes(slow, 8192).prompt_s(1000)).toBeCloseTo(0.033, 12);
  });
});

describe('a prompt in a full step', () => {
  it('shares what the step takes once', () => {
    // ten prompts of 1,000 tokens: 10 ms once and 100 ms of work
    expect(promptTimes(LINEAR, 10_000).promptInFullStep_s(1000, 0)).toBeCloseTo(0.011, 9);
  });

  it('as long as the step is alone in it', () => {
    const times = promptTimes(LINEAR, 2000);
    expect(times.promptInFullStep_s(2000, 1)).toBe(times.prompt_s(2000));
    expect(times.promptInFullStep_s(9000, 1)).toBe(times.prompt_s(9000));
    expect(times.fullStepTokens).toBe(2000);
  });

  it('never takes longer than alone', () => {
    const tokens = fc.double({ min: 1, max: 20_000, noNaN: true });
    const times = promptTimes(LINEAR, 8192);
    fc.assert(
      fc.property(tokens, fc.double({ min: 0, max: 6, noNaN: true }), (length, variation) => {
        expect(times.promptInFullStep_s(length, variation)).toBeLessThanOrEqual(times.prompt_s(length) + 1e-12);
        expect(times.promptInFullStep_s(length, variation)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a table over batch and cached context', () => {
  /** b prompts of n tokens: 10 ms, 10 µs a token, and 1 ns a pair of tokens that attend to each other. */
  const step_ms = (batch: number, tokens: number) => 10 + 0.01 * batch * tokens + 1e-6 * batch * (tokens ** 2 / 2);
  const rows = [
    [1, 4000, 0],
    [1, 1000, 0],
    [1, 8000, 0],
    [1, 1000, 500],
    [4, 1000, 0],
    [2, 4000, 0],
    [2, 4000, 900],
    [4, 4000, 0],
  ] as const;
  const tabled: EngineProfile = {
    ...LINEAR,
    prefillTable: {
      batch: rows.map(([batch]) => batch),
      newTokens: rows.map(([, tokens]) => tokens),
      cachedTokens: rows.map(([, , cached]) => cached),
      stepMs: rows.map(([batch, tokens, cached]) => step_ms(batch, tokens) + cached),
    },
  };

  it('gives single prompts without a cached prefix, in order', () => {
    const times = promptTimes(tabled, 8000);
    for (const tokens of [1000, 4000, 8000]) expect(times.prompt_s(tokens)).toBeCloseTo(step_ms(1, tokens) / 1000, 9);
  });

  it('tells what attention costs across prompts: it is paid within each alone', () => {
    const times = promptTimes(tabled, 8000);
    // eight prompts of 1,000: what the table would say of them
    expect(times.promptInFullStep_s(1000, 0)).toBeCloseTo(step_ms(8, 1000) / 8 / 1000, 4);
    // prompts that vary attend more within themselves
    expect(times.promptInFullStep_s(1000, 2)).toBeGreaterThan(times.promptInFullStep_s(1000, 0));
  });

  it('of one usable row is not taken', () => {
    const thin = {
      ...LINEAR,
      prefillTable: { batch: [1, 2], newTokens: [500, 500], cachedTokens: [0, 0], stepMs: [99, 99] },
    };
    expect(promptTimes(thin, 8192).prompt_s(1000)).toBeCloseTo(0.02, 9);
  });
});
