/**
 * A step with prompts in it. Prompts: 1 ms a token, no attention; decoding: 10 ms at the shortest context of 100 tokens, 1 ms
 * more per 100 tokens of mean context, 1 ms more per further request.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { smallProfile } from '../testing/index.js';
import { decodeCurves } from './decode-time.js';
import { mixedStep } from './mixed-step.js';

const profile: EngineProfile = {
  ...smallProfile(),
  decodeSteps: [
    { contextTokens: 100, batch: [1, 101], stepMs: [10, 110] },
    { contextTokens: 1100, batch: [1, 101], stepMs: [20, 120] },
  ],
};

function chunk(newTokens: number, of: Partial<{ requests: number; cachedTokens: number; completing: number }> = {}) {
  const { requests = 1, cachedTokens = 0, completing = requests } = of;
  return { requests, completing, newTokens, cachedTokens, attentionPairs: 0 };
}

/** Milliseconds of a step. */
function ms(of: Partial<EngineProfile>, work: ReturnType<typeof chunk>, batch: number, context: number): number {
  const whole = { ...profile, ...of };
  return mixedStep(whole, decodeCurves(whole))(work, batch, batch * context) * 1000;
}

describe('a step with prompts', () => {
  it('alone takes their time and the host’s', () => {
    expect(ms({}, chunk(500), 0, 0)).toBeCloseTo(500, 9);
    expect(ms({ stepOverheadMs: 7 }, chunk(500), 0, 0)).toBeCloseTo(507, 9);
  });

  it('takes both parts in turn without overlap, the host’s time once', () => {
    // three requests at a context of 600: 12 + 5 ms
    expect(ms({ mixed: { overlap: 0 } }, chunk(500), 3, 600)).toBeCloseTo(517, 9);
    expect(ms({ mixed: { overlap: 0 }, stepOverheadMs: 7 }, chunk(500), 3, 600)).toBeCloseTo(7 + 500 + 17, 9);
  });

  it('shares what decoding spends at the shortest context, but for the tokens that it adds to the prompts’', () => {
    // of the 17 ms, 12 at the shortest context, of which three tokens add 3 to the prompts' share: 9 are shared
    expect(ms({}, chunk(500), 3, 600)).toBeCloseTo(500 + 17 - 9, 9);
    expect(ms({ mixed: { overlap: 0.5 } }, chunk(500), 3, 600)).toBeCloseTo(500 + 17 - 4.5, 9);
  });

  it('shares nothing where the tokens add as much as decoding spends', () => {
    const slow = { prefillSteps: { tokens: [1, 1000], stepMs: [5, 5000] } };
    expect(ms(slow, chunk(100), 3, 600)).toBeCloseTo(500 + 17, 9);
  });

  it('is never shorter than the decoding in it', () => {
    // one token beside 50 requests: 1 + 59 + … less what is shared would be less than the 59 alone
    const quick = { prefillSteps: { tokens: [1, 1000], stepMs: [0.001, 1] } };
    expect(ms(quick, chunk(1), 50, 100)).toBeCloseTo(59, 9);
  });

  it('has the calibration on its prompts', () => {
    const calibration = { prefillFactor: 2, decodeFactors: { batch: [1], factor: [1] }, source: 'a test' };
    expect(ms({ calibration }, chunk(500), 0, 0)).toBeCloseTo(1000, 9);
  });
});

describe('data-parallel ranks', () => {
  it.each([
    [1, 400],
    [4, 100],
    [5, 160],
    [8, 100],
  ])('%d prompts of 400 tokens in all on four: the fullest has %d', (requests, tokens) => {
    expect(ms({ attentionDp: 4 }, chunk(400, { requests }), 0, 0)).toBeCloseTo(tokens, 9);
  });

  it('share out the decode tokens evenly', () => {
    // eight requests are two a rank, which add 2 ms to the prompt's share
    const decode_ms = 17; // a batch of 8 at the shortest context
    expect(ms({ attentionDp: 4 }, chunk(400), 8, 100)).toBeCloseTo(400 + decode_ms - (decode_ms - 2), 9);
  });
});

describe('polynomials', () => {
  const of: Partial<EngineProfile> = {
    polynomials: { prefillMs: [5, 0.1], decodeMs: [4], decodeFloorMs: 1 },
    stepOverheadMs: 2,
  };

  it('are one part where nobody gets a token in the step', () => {
    expect(ms(of, chunk(100, { completing: 0 }), 0, 0)).toBeCloseTo(2 + 15, 9);
  });

  it('are both parts as soon as anyone gets one, the host’s time once', () => {
    expect(ms(of, chunk(100, { completing: 1 }), 0, 0)).toBeCloseTo(15 + (2 + 4), 9);
    expect(ms(of, chunk(100, { completing: 0 }), 3, 10)).toBeCloseTo(15 + (2 + 4), 9);
  });

  it('count the KV of everybody inside, prompts in work too', () => {
    const rising = { ...of, stepOverheadMs: 0, polynomials: { prefillMs: [0], decodeMs: [0, 1000], decodeFloorMs: 0 } };
    const most = profile.decode.maxKvTokens;
    const work = chunk(100, { cachedTokens: 50 });
    expect(ms(rising, work, 2, 300)).toBeCloseTo((1000 * (600 + 50 + 100)) / most, 5);
  });
});

it('a step never gets shorter with more prompt tokens, more requests or longer contexts', () => {
  const any = fc.record({
    tokens: fc.integer({ min: 1, max: 3000 }),
    batch: fc.integer({ min: 0, max: 60 }),
    context: fc.integer({ min: 100, max: 2000 }),
  });
  fc.assert(
    fc.property(any, fc.nat({ max: 500 }), fc.nat({ max: 500 }), ({ tokens, batch, context }, more, longer) => {
      const at = ms({}, chunk(tokens), batch, context);
      expect(ms({}, chunk(tokens + more), batch, context)).toBeGreaterThanOrEqual(at - 1e-9);
      expect(ms({}, chunk(tokens), batch, context + longer)).toBeGreaterThanOrEqual(at - 1e-9);
    }),
  );
});
