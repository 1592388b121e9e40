import { describe, expect, it } from 'vitest';
import { sampleProfile } from '../policies/testing/sample-context.js';
import { decodeStepRows } from './decode-step-rows.js';

const PROFILE = {
  ...sampleProfile(),
  decode: {
    kvUsage: [0.5, 0.1, 0.5, 0.1],
    contextTokens: [4000, 1000, 1000, 4000],
    itlMs: [30, 11, 20, 12],
    tokensPerSecondPerGpu: [1, 1, 1, 1],
    maxKvTokens: 40_000,
  },
};

describe('the rows of decode steps', () => {
  it('are one a context, ascending, batch = usage × KV tokens ÷ context, ascending', () => {
    expect(decodeStepRows(PROFILE)).toEqual([
      { contextTokens: 1000, batch: [4, 20], stepMs: [11, 20] },
      { contextTokens: 4000, batch: [1, 5], stepMs: [12, 30] },
    ]);
  });

  it('are the measured table where there is one', () => {
    const decodeSteps = [{ contextTokens: 500, batch: [1, 2], stepMs: [5, 6] }];
    expect(decodeStepRows({ ...PROFILE, decodeSteps })).toBe(decodeSteps);
  });

  it('leave the profile as it was', () => {
    const before = structuredClone(PROFILE);
    decodeStepRows(PROFILE);
    expect(PROFILE).toEqual(before);
  });
});
