import { describe, expect, it } from 'vitest';
import { sampleProfile } from '../policies/testing/sample-context.js';
import { profileSteps } from './profile-steps.js';

const PROFILE = {
  ...sampleProfile(),
  prefill: { isl: [100.7, 2000], ttftMs: [12, 110], tokensPerSecondPerGpu: [1, 1] },
  decode: {
    kvUsage: [0.5, 0.1, 0.0001, 0.3],
    contextTokens: [3000, 1000, 8000, 0],
    itlMs: [30, 11, 12, 13],
    tokensPerSecondPerGpu: [1, 1, 1, 1],
    maxKvTokens: 15_000,
  },
};

describe('a profile as forward passes', () => {
  it('of prefill: a prompt each, its tokens cut to whole ones', () => {
    expect(profileSteps(PROFILE, 'prefill')).toEqual([
      { wallTime: 0.012, prefillRequests: 1, prefillTokens: 100, decodeRequests: 0, decodeKvTokens: 0 },
      { wallTime: 0.11, prefillRequests: 1, prefillTokens: 2000, decodeRequests: 0, decodeKvTokens: 0 },
    ]);
  });

  it('of decode: KV tokens by usage, requests by context, halves to even', () => {
    const steps = profileSteps(PROFILE, 'decode');
    expect(steps[0]).toEqual({
      wallTime: 0.03,
      prefillRequests: 0,
      prefillTokens: 0,
      decodeRequests: 2, // 7500 ÷ 3000 = 2.5
      decodeKvTokens: 7500,
    });
    expect(steps[1]).toMatchObject({ decodeRequests: 2, decodeKvTokens: 1500 }); // 1.5
  });

  it('of decode has one request at least, also without a context', () => {
    const steps = profileSteps(PROFILE, 'decode');
    expect(steps[2]).toMatchObject({ decodeRequests: 1, decodeKvTokens: 2 });
    expect(steps[3]).toMatchObject({ decodeRequests: 1, decodeKvTokens: 4500 });
  });
});
