/** Each worker in turn. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { odd, TestPool, timesChosen } from './testing/test-pool.js';

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
        const counts = pool.workers.map(({ id }) => timesChosen(ids, id));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
