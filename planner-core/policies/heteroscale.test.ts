import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeteroScaleOptions, heteroScale } from './heteroscale.js';
import { decodeCounts, type Moment, plainContext, plainProfile, played } from './testing/index.js';

const OPTIONS: HeteroScaleOptions = {
  tokensPerSecondPerGpu: 1000,
  prefillPerDecode: 0.5,
  scaleOutThreshold: 0.1,
  scaleInThreshold: 0.2,
  cooldown_s: 60,
  bounds: { min: 1, max: 100 },
};
const POLICY = heteroScale(OPTIONS);
const one = (moment: Moment, policy = POLICY) => played(policy, [moment])[0]!;

describe('decode tokens per second and GPU against the target', () => {
  // 200 tokens out of every request, over 10 s
  it.each([
    ['twice the target', 2, 200, 4],
    ['three times', 2, 300, 6],
    ['a fraction more: rounded up', 2, 201, 5],
    ['a half', 4, 100, 2],
    ['nothing', 4, 0, 1],
    ['beyond the bounds', 2, 90_000, 100],
  ])('%s: %d workers, %d requests: %d', (_what, ready, requests, wanted) => {
    expect(one({ ready, requests }).decode).toBe(wanted);
  });

  it.each([
    ['up to a tenth above', 110, 2],
    ['more than a tenth above', 111, 3],
    ['down to a fifth below', 80, 2],
    ['more than a fifth below', 79, 2],
  ])('%s is let be or not', (_what, requests, wanted) => {
    expect(one({ ready: 2, requests }).decode).toBe(wanted);
    const isHeld = requests === 110 || requests === 80;
    expect(one({ ready: 2, requests }).reasons.includes('within_tolerance')).toBe(isHeld);
  });

  it('counts GPUs, not workers', () => {
    const context = plainContext({}, plainProfile({ gpusPerWorker: 4 }));
    expect(played(POLICY, [{ ready: 1, requests: 600 }], context)[0]?.decode).toBe(3);
  });

  it('takes no worker for one', () => {
    expect(one({ ready: 0, requests: 300 }).decode).toBe(6);
  });

  it('writes the tokens down', () => {
    expect(one({ requests: 300 }).explanation).toEqual({ decode_tokens_per_s: 6000 });
  });
});

describe('prefill', () => {
  it.each([
    [0.5, 300, 3],
    [0.4, 300, 3],
    [2, 300, 12],
    [0.01, 300, 1],
  ])('follows at %d workers to each of decode', (prefillPerDecode, requests, wanted) => {
    expect(one({ ready: 2, requests }, heteroScale({ ...OPTIONS, prefillPerDecode })).prefill).toBe(wanted);
  });

  it('says so where it changes', () => {
    expect(one({ ready: 2, requests: 300 }).reasons).toEqual(['metric_target', 'ratio']);
    expect(one({ ready: 2, requests: 100 }, heteroScale({ ...OPTIONS, prefillPerDecode: 1 })).reasons).toEqual([
      'within_tolerance',
    ]);
  });

  it('is not there where workers do both', () => {
    const pool = { profile: plainProfile(), replicas: 1 };
    const session = POLICY.init(plainContext({ pools: { aggregated: pool } }));
    const workers = { aggregated: { ready: 2, starting: 0, draining: 0, desired: 2 } };
    const traffic = { requests: 300, inputTokensMean: 1000, outputTokensMean: 200 };
    const { decision } = session.tick({}, { time: 0, windowSeconds: 10, workers, traffic });
    expect(decision.targets).toEqual({ aggregated: 6 });
  });
});

describe('the cooldown', () => {
  it('lets nothing go soon after a change', () => {
    const moments = [
      { time: 10, ready: 2, requests: 300 },
      { time: 20, ready: 6, requests: 50 },
      { time: 69, ready: 6, requests: 50 },
      { time: 70, ready: 6, requests: 50 },
    ];
    expect(decodeCounts(POLICY, moments)).toEqual([6, 6, 6, 1]);
    expect(played(POLICY, moments)[1]?.reasons).toContain('cooldown');
  });

  it('does not hold growth', () => {
    const moments = [
      { time: 10, ready: 2, requests: 300 },
      { time: 20, ready: 6, requests: 600 },
    ];
    expect(decodeCounts(POLICY, moments)).toEqual([6, 12]);
  });

  it('begins with a change down, too, and not with a held count', () => {
    const moments = [
      { time: 10, ready: 6, requests: 150 },
      { time: 30, ready: 3, requests: 50 },
      { time: 40, ready: 3, requests: 150 },
      { time: 70, ready: 3, requests: 50 },
    ];
    expect(decodeCounts(POLICY, moments)).toEqual([3, 3, 3, 1]);
  });
});

describe('without traffic to see', () => {
  it.each([
    ['nothing', {}],
    ['NaN', { fields: { traffic: { requests: Number.NaN } } }],
    ['requests without lengths', { fields: { traffic: { requests: 50 } } }],
  ])('%s: what is ordered stays', (_what, moment) => {
    const decision = one({ ready: 5, ...moment });
    expect(decision.decode).toBe(5);
    expect(decision.reasons).toContain('no_data');
  });

  it('no requests and no lengths is a load of 0', () => {
    const idle = { requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN };
    expect(one({ ready: 5, fields: { traffic: idle } }).decode).toBe(1);
  });

  it('no decode pool in sight counts as none', () => {
    expect(one({ fields: { workers: {} } }).decode).toBe(1);
  });
});

it('refuses to start where there is nothing to plan', () => {
  const pool = { profile: plainProfile(), replicas: 1 };
  expect(() => POLICY.init(plainContext({ pools: { prefill: pool } }))).toThrow(RangeError);
  expect(() => POLICY.init(plainContext({ pools: {} }))).toThrow(/decode or an aggregated pool/);
});

it('orders no fewer for more requests', () => {
  const requests = fc.integer({ min: 0, max: 2000 });
  fc.assert(
    fc.property(requests, requests, fc.integer({ min: 1, max: 12 }), (a, b, ready) => {
      const many = one({ ready, requests: Math.max(a, b) }).decode!;
      expect(many).toBeGreaterThanOrEqual(one({ ready, requests: Math.min(a, b) }).decode!);
    }),
  );
});
