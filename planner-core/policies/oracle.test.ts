/** The references that know what is to come: `oracle`, `perfect-system`, `work-bound`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyContext } from '../ports.js';
import { leastGpuSeconds, oracle, perfectSystem, workBound } from './oracle.js';
import { decodeCounts, plainContext, plainProfile, played } from './testing/index.js';

const BOUNDS = { min: 1, max: 1000 };
/** Requests a second until 300 s, and from then on; 1,000 tokens in, 200 out. */
function steps(early: number, late: number, startupSeconds = 30): PolicyContext {
  const pool = { profile: plainProfile(), replicas: 1, startupSeconds };
  return plainContext({
    pools: { prefill: pool, decode: pool },
    trafficAhead: (from_s, to_s) => {
      const before = Math.max(0, Math.min(300, to_s) - Math.min(300, from_s));
      return {
        requests: early * before + late * (to_s - from_s - before),
        inputTokensMean: 1000,
        outputTokensMean: 200,
      };
    },
  });
}
const at = (...times: number[]) => times.map((time) => ({ time }));

describe('the oracle', () => {
  // a decode worker serves 5 requests a second
  it('orders for a rise a startup and an interval ahead', () => {
    // the horizon is 40 s in slices of 2.5 s: the last that it sees at 260 begins at 297.5
    expect(decodeCounts(oracle({ bounds: BOUNDS }), at(200, 260, 263, 300), steps(10, 50))).toEqual([2, 2, 10, 10]);
  });

  it('keeps for a fall until its slice of an interval has come', () => {
    // from 299 s on: a second of 50 and a second and a half of 10, 26 a second
    expect(decodeCounts(oracle({ bounds: BOUNDS }), at(250, 299, 300), steps(50, 10))).toEqual([10, 6, 2]);
  });

  it('serves every instant, not the mean of its horizon', () => {
    const burst = plainContext({
      trafficAhead: (from_s, to_s) => ({
        requests: 100 * Math.max(0, Math.min(12.5, to_s) - Math.max(10, from_s)),
        inputTokensMean: 1000,
        outputTokensMean: 200,
      }),
    });
    expect(decodeCounts(oracle({ bounds: BOUNDS }), at(5), burst)).toEqual([20]);
  });

  it('without a startup looks one interval ahead', () => {
    const { pools, ...rest } = steps(10, 50);
    const { startupSeconds: _startup, ...pool } = pools.decode!;
    const context = { ...rest, pools: { decode: pool } };
    expect(decodeCounts(oracle({ bounds: BOUNDS }), at(289, 291, 293), context)).toEqual([2, 6, 10]);
  });
});

describe('the perfect system', () => {
  it('has what the interval that begins needs, and no more', () => {
    const context = steps(10, 50);
    expect(decodeCounts(perfectSystem({ bounds: BOUNDS }), at(200, 290, 295, 300), context)).toEqual([2, 2, 6, 10]);
  });

  it('never has more than the oracle', () => {
    const rate = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 0, max: 400 }), (early, late, time) => {
        const [knowing] = played(oracle({ bounds: BOUNDS }), at(time), steps(early, late));
        const [perfect] = played(perfectSystem({ bounds: BOUNDS }), at(time), steps(early, late));
        expect(perfect!.decode).toBeLessThanOrEqual(knowing!.decode!);
        expect(perfect!.prefill).toBeLessThanOrEqual(knowing!.prefill!);
      }),
    );
  });
});

describe('the work bound', () => {
  it('is the work at the best rate that was measured', () => {
    const [decision] = played(workBound({ bounds: BOUNDS }), at(0), steps(50, 50));
    // 500 requests: 500,000 prompt tokens at 10,000/s and 100,000 output tokens at 1,001/s
    expect(decision?.explanation).toMatchObject({ prefill_work_gpu_s: 50, decode_work_gpu_s: expect.closeTo(100, 0) });
    expect(decision?.targets).toEqual({ prefill: 5, decode: 10 });
  });

  it('rounds up whole workers only: no rounding error orders one more', () => {
    const [decision] = played(workBound({ bounds: BOUNDS }), at(0), steps(0.3, 0.3));
    expect(decision?.decode).toBe(1);
    const [exact] = played(workBound({ bounds: BOUNDS }), at(0), steps(5 / 3, 5 / 3));
    expect(exact?.targets).toEqual({ prefill: 1, decode: 1 });
  });

  it('counts GPUs of a worker', () => {
    const profile = plainProfile({ gpusPerWorker: 4 });
    const pool = { profile, replicas: 1 };
    const context = { ...steps(50, 50), pools: { decode: pool } };
    expect(played(workBound({ bounds: BOUNDS }), at(0), context)[0]?.decode).toBe(3);
  });

  it('never asks for more than the perfect system, whatever the promise', () => {
    const rate = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(rate, fc.double({ min: 0.011, max: 0.05, noNaN: true }), (requests, tpot) => {
        const context = { ...steps(requests, requests), sla: { tpot } };
        const [bound] = played(workBound({ bounds: BOUNDS }), at(0), context);
        const [perfect] = played(perfectSystem({ bounds: BOUNDS }), at(0), context);
        expect(bound!.decode).toBeLessThanOrEqual(perfect!.decode!);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['prefill', 10],
    ['decode', 20_000 / 1001],
    ['aggregated', 10 + 20_000 / 1001],
  ] as const)('of %s in GPU-seconds', (role, seconds) => {
    const pool = { profile: plainProfile(), replicas: 1 };
    expect(leastGpuSeconds(role, pool, { requests: 100, isl: 1000, osl: 200 })).toBeCloseTo(seconds, 9);
  });

  it.each([0, -3, Number.NaN])('of %d requests is 0', (requests) => {
    const pool = { profile: plainProfile(), replicas: 1 };
    expect(leastGpuSeconds('decode', pool, { requests, isl: 1000, osl: 200 })).toBe(0);
  });
});

describe.each([
  ['oracle', oracle],
  ['perfect-system', perfectSystem],
  ['work-bound', workBound],
])('%s', (name, make) => {
  it('has its name, its reason and its bounds', () => {
    const policy = make({ bounds: { min: 3, max: 4 } });
    expect(policy.name).toBe(name);
    const decisions = played(policy, at(0, 400), steps(0, 500));
    expect(decisions.map(({ decode }) => decode)).toEqual([3, 4]);
    expect(decisions[0]?.reasons).toContain('forecast');
  });

  it('refuses to start where the traffic is not known', () => {
    expect(() => make({ bounds: BOUNDS }).init(plainContext())).toThrow(RangeError);
    expect(() => make({ bounds: BOUNDS }).init(plainContext())).toThrow(/known before the run/);
  });
});
