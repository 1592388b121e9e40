import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyContext } from '../ports.js';
import { plainContext, plainProfile, played } from './testing/index.js';
import { wvaQueueing } from './wva-queueing.js';

const OPTIONS = { maxBatch: 64, bounds: { min: 1, max: 1000 } };

/** Requests per second that one worker serves, as the policy says; 1,000 tokens in, 200 out. */
function worker(
  role: 'prefill' | 'decode',
  sla: PolicyContext['sla'],
  maxBatch = 64,
  profile = plainProfile(),
): number {
  const context = plainContext({ sla }, profile);
  const [decision] = played(wvaQueueing({ ...OPTIONS, maxBatch }), [{ requests: 100 }], context);
  return decision!.explanation[`${role}_worker_requests_per_s`]!;
}

describe('prefill: prompts of 100 ms one by one, M/M/1', () => {
  // the mean wait is ρ ÷ (1 − ρ) · S
  it.each([
    [0.2, 0.5],
    [0.4, 0.75],
    [1, 0.9],
    [0.15, 1 / 3],
  ])('a promise of %d s is kept up to a use of %d', (ttft, use) => {
    expect(worker('prefill', { ttft })).toBeCloseTo(10 * use, 2);
  });

  it('without a promise has the rate of its service', () => {
    expect(worker('prefill', {})).toBeCloseTo(10, 3);
  });

  it('with a promise below the prompt itself serves nothing', () => {
    const context = plainContext({ sla: { ttft: 0.05 } });
    const [decision] = played(wvaQueueing(OPTIONS), [{ requests: 100 }], context);
    expect(decision?.prefill).toBe(1000);
    expect(decision?.reasons[0]).toBe('saturated');
  });

  it('does not mind the promise between tokens', () => {
    expect(worker('prefill', { ttft: 0.2, tpot: 0.001 })).toBeCloseTo(5, 2);
  });
});

describe('decode: n requests leave at n ÷ (output × step)', () => {
  // a single place: 200 tokens of 10 ms and a little for 1.1 % of the cache
  it('with one place at a time serves one residence after the other', () => {
    const step_s = (10 + (20 * 1) / 99) / 1000;
    expect(worker('decode', {}, 1)).toBeCloseTo(1 / (200 * step_s), 3);
  });

  it('without a promise has the largest batch', () => {
    // 64 requests of 1,100 tokens take 70 % of the cache
    const step_s = (10 + (20 * 70) / 99) / 1000;
    expect(worker('decode', {})).toBeCloseTo(64 / (200 * step_s), 1);
  });

  it('keeps the step of the mean batch within the promise', () => {
    const slow = worker('decode', { tpot: 0.012 });
    const fast = worker('decode', { tpot: 0.02 });
    expect(slow).toBeGreaterThan(0);
    expect(slow).toBeLessThan(fast);
    expect(fast).toBeLessThan(worker('decode', {}));
  });

  it('has no larger batch than the cache holds, nor than the engine takes', () => {
    const held = worker('decode', {}, 1000);
    expect(held).toBeCloseTo(90 / (200 * 0.03), 0);
    const pool = { profile: plainProfile(), replicas: 1, limits: { maxBatch: 8 } };
    const context = plainContext({ pools: { decode: pool } });
    const [decision] = played(wvaQueueing(OPTIONS), [{ requests: 100 }], context);
    expect(decision?.explanation['decode_worker_requests_per_s']).toBeCloseTo(worker('decode', {}, 8), 9);
  });

  it('does not mind the promise of a first token', () => {
    expect(worker('decode', { ttft: 0.001 })).toBe(worker('decode', {}));
  });
});

describe('workers', () => {
  const count = (moment: Parameters<typeof played>[1][number], sla = { ttft: 0.2 }) =>
    played(wvaQueueing(OPTIONS), [moment], plainContext({ sla }))[0]!;

  it('are ⌈rate ÷ what one serves⌉', () => {
    expect(count({ requests: 1010 }).prefill).toBe(21);
    expect(count({ requests: 990 }).prefill).toBe(20);
    expect(count({ requests: 0 }).prefill).toBe(1);
  });

  it('for requests without tokens are the minimum', () => {
    const traffic = { requests: 1000, inputTokensMean: 1000, outputTokensMean: 0 };
    expect(count({ fields: { traffic } }).decode).toBe(1);
  });

  it('follow arrivals where they are counted', () => {
    const traffic = { requests: 10, arrivals: 1010, inputTokensMean: 1000, outputTokensMean: 200 };
    expect(count({ fields: { traffic } }).prefill).toBe(21);
  });

  it('aggregated, keep both promises', () => {
    const pool = { profile: plainProfile(), replicas: 1 };
    const rate = (sla: PolicyContext['sla']) => {
      const context = plainContext({ sla, pools: { aggregated: pool } });
      const session = wvaQueueing(OPTIONS).init(context);
      const workers = { aggregated: { ready: 2, starting: 0, draining: 0, desired: 2 } };
      const traffic = { requests: 100, inputTokensMean: 1000, outputTokensMean: 200 };
      const { decision } = session.tick(session.initialState, { time: 10, windowSeconds: 10, workers, traffic });
      return decision.explanation['aggregated_worker_requests_per_s']!;
    };
    const free = rate({});
    expect(rate({ ttft: 0.11 })).toBeLessThan(free);
    expect(rate({ tpot: 0.011 })).toBeLessThan(free);
    expect(rate({ ttft: 0.11, tpot: 0.011 })).toBeLessThanOrEqual(
      Math.min(rate({ ttft: 0.11 }), rate({ tpot: 0.011 })) + 1e-9,
    );
  });

  it('are never fewer for a stricter promise', () => {
    const promise = fc.double({ min: 0.11, max: 2, noNaN: true });
    fc.assert(
      fc.property(promise, promise, (a, b) => {
        const [strict, loose] = [Math.min(a, b), Math.max(a, b)];
        expect(count({ requests: 500 }, { ttft: strict }).prefill).toBeGreaterThanOrEqual(
          count({ requests: 500 }, { ttft: loose }).prefill!,
        );
      }),
      { numRuns: 15 },
    );
  });
});
