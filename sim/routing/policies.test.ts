import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerOfTwo } from './power-of-two.js';
import { FRESH, TestPool, type TestWorker } from './testing/test-pool.js';

const count = (ids: readonly (number | undefined)[], id: number) => ids.filter((chosen) => chosen === id).length;
const odd = ({ id }: { id: number }) => id % 2 === 1;

describe('round robin', () => {
  it('gives each worker its turn in the order of ids', () => {
    const pool = new TestPool({ policy: 'round_robin' }, 3);
    expect([1, 2, 3, 4].map(() => pool.choose())).toEqual([0, 1, 2, 0]);
  });

  it('keeps turns when workers come and go', () => {
    const pool = new TestPool({ policy: 'round_robin' }, 4);
    expect([pool.choose(), pool.choose()]).toEqual([0, 1]);
    pool.router.remove(pool.workers[0]!);
    pool.router.remove(pool.workers[2]!);
    pool.add(9);
    expect([1, 2, 3, 4].map(() => pool.choose())).toEqual([3, 9, 1, 3]);
  });

  it('passes over who may not take the request, and has nobody when nobody may', () => {
    const pool = new TestPool({ policy: 'round_robin' }, 4);
    expect([1, 2, 3].map(() => pool.choose({}, odd))).toEqual([1, 3, 1]);
    expect(pool.choose({}, () => false)).toBeUndefined();
    expect(pool.choose()).toBe(2);
  });

  it('differs by at most one request a worker', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 60 }), (workers, requests) => {
        const pool = new TestPool({ policy: 'round_robin' }, workers);
        const ids = Array.from({ length: requests }, () => pool.choose());
        const counts = pool.workers.map(({ id }) => count(ids, id));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('random', () => {
  /** Five standard deviations of a binomial count. */
  const within = (share: number, draws: number) => 5 * Math.sqrt(draws * share * (1 - share));

  it('gives every worker the same chance', () => {
    const pool = new TestPool({ policy: 'random' }, 5);
    const ids = Array.from({ length: 20_000 }, () => pool.choose());
    for (const { id } of pool.workers) expect(Math.abs(count(ids, id) - 4000)).toBeLessThan(within(0.2, 20_000));
  });

  it('gives every worker that may take the request the same chance', () => {
    const pool = new TestPool({ policy: 'random' }, 7);
    const ids = Array.from({ length: 20_000 }, () => pool.choose({}, odd));
    for (const id of [1, 3, 5]) expect(Math.abs(count(ids, id) - 20_000 / 3)).toBeLessThan(within(1 / 3, 20_000));
    expect(count(ids, 0) + count(ids, 2) + count(ids, 4) + count(ids, 6)).toBe(0);
    expect(pool.choose({}, () => false)).toBeUndefined();
  });

  it('has nobody in an empty pool', () => {
    expect(new TestPool({ policy: 'random' }, 0).choose()).toBeUndefined();
  });
});

describe('least loaded', () => {
  it('takes the lowest load, the lowest id of equals', () => {
    const pool = new TestPool({ policy: 'least_loaded', signals: FRESH }, 3);
    pool.setLoads(5, 2, 2);
    expect(pool.choose()).toBe(1);
    expect(pool.choose({}, ({ id }) => id !== 1)).toBe(2);
    pool.router.remove(pool.workers[1]!);
    expect(pool.choose()).toBe(2);
    pool.setLoad(pool.workers[1]!, 0);
    expect(pool.choose()).toBe(2);
  });

  it('takes the lowest id of equals however the workers came', () => {
    const pool = new TestPool({ policy: 'least_loaded', signals: FRESH }, 0);
    for (const id of [4, 2, 7]) pool.add(id);
    expect(pool.choose()).toBe(2);
  });
});

describe('power of two', () => {
  const spec = { policy: 'power_of_two', signals: FRESH } as const;

  it('never takes the most loaded of the pool, and any other in the share that two draws give', () => {
    const pool = new TestPool(spec, 4);
    pool.setLoads(30, 10, 40, 20);
    const ids = Array.from({ length: 12_000 }, () => pool.choose());
    // Of the 6 pairs, the least loaded wins 3, the next 2, the next 1.
    expect(count(ids, 2)).toBe(0);
    for (const [id, share] of [
      [1, 3 / 6],
      [3, 2 / 6],
      [0, 1 / 6],
    ] as const) {
      expect(Math.abs(count(ids, id) - share * 12_000)).toBeLessThan(5 * Math.sqrt(12_000 * share * (1 - share)));
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
