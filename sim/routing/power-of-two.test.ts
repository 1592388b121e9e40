/** The less loaded of two that are drawn. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerOfTwo } from './power-of-two.js';
import { FRESH, TestPool, type TestWorker, timesChosen } from './testing/test-pool.js';

describe('power of two', () => {
  const spec = { policy: 'power_of_two', signals: FRESH } as const;

  it('never takes the most loaded of the pool, and any other in the share that two draws give', () => {
    const pool = new TestPool(spec, 4);
    pool.setLoads(30, 10, 40, 20);
    const ids = Array.from({ length: 12_000 }, () => pool.choose());
    // Of the 6 pairs, the least loaded wins 3, the next 2, the next 1.
    expect(timesChosen(ids, 2)).toBe(0);
    for (const [id, share] of [
      [1, 3 / 6],
      [3, 2 / 6],
      [0, 1 / 6],
    ] as const) {
      expect(Math.abs(timesChosen(ids, id) - share * 12_000)).toBeLessThan(5 * Math.sqrt(12_000 * share * (1 - share)));
    }
  });

  it('takes the less loaded of its two draws, the first of equals', () => {
    const loads = fc.array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(loads, fc.nat(), fc.nat(), (of, a, b) => {
        const first = a % of.length;
        const second = b % of.length;
        fc.pre(first !== second);
        const draws = [first, second].map((index) => (index + 0.5) / of.length);
        const random = { next: () => draws.shift()! };
        const router = powerOfTwo<TestWorker>({ kernel: { now: 0 }, load: ({ load }) => load, random }, FRESH);
        of.forEach((load, id) => router.add({ id, load }));
        const chosen = router.choose({ id: 0, arrival_s: 0, inputTokens: 1, outputTokens: 1 })!;
        expect(chosen.id).toBe(of[second]! < of[first]! ? second : first);
      }),
    );
  });

  it('draws again where the second draw is the first worker', () => {
    const draws = [0.5, 0.5, 0];
    const random = { next: () => draws.shift()! };
    const router = powerOfTwo<TestWorker>({ kernel: { now: 0 }, load: ({ load }) => load, random }, FRESH);
    [0, 9, 9].forEach((load, id) => router.add({ id, load }));
    expect(router.choose({ id: 0, arrival_s: 0, inputTokens: 1, outputTokens: 1 })?.id).toBe(0);
  });

  it('makes do with one worker, and with one that may take the request', () => {
    expect(new TestPool(spec, 1).choose()).toBe(0);
    expect(new TestPool(spec, 5).choose({}, ({ id }) => id === 3)).toBe(3);
    expect(new TestPool(spec, 0).choose()).toBeUndefined();
  });
});
