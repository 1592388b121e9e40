import { describe, expect, it } from 'vitest';
import { FRESH, TestPool } from './testing/test-pool.js';

const affinity = (of: { max_sessions?: number; max_load?: number } = {}) =>
  ({
    policy: 'session_affinity',
    fallback: { policy: 'round_robin' },
    max_sessions: 100,
    signals: FRESH,
    ...of,
  }) as const;

describe('session affinity', () => {
  it('keeps a session on its worker; the fallback chooses for new sessions and for requests without one', () => {
    const pool = new TestPool(affinity(), 3);
    const sessions = ['a', 'b', 'a', undefined, 'b', 'c', 'a'];
    const ids = sessions.map((sessionId) => pool.send(sessionId === undefined ? {} : { sessionId }));
    expect(ids).toEqual([0, 1, 0, 2, 1, 0, 0]);
  });

  it('moves a session whose worker is gone, and the session stays where it went', () => {
    const pool = new TestPool(affinity(), 3);
    expect(pool.send({ sessionId: 'a' })).toBe(0);
    pool.router.remove(pool.workers[0]!);
    expect(pool.send({ sessionId: 'a' })).toBe(1);
    expect(pool.send({ sessionId: 'a' })).toBe(1);
  });

  it('lets the fallback choose while the worker may not take the request', () => {
    const pool = new TestPool(affinity(), 3);
    pool.send({ sessionId: 'a' });
    expect(pool.choose({ sessionId: 'a' }, ({ id }) => id !== 0)).toBe(1);
    expect(pool.choose({ sessionId: 'a' })).toBe(0);
  });

  it('lets a session leave a worker above max_load', () => {
    const pool = new TestPool(affinity({ max_load: 5 }), 2);
    pool.send({ sessionId: 'a' });
    pool.setLoads(5, 0);
    expect(pool.choose({ sessionId: 'a' })).toBe(0);
    pool.setLoads(6, 0);
    expect(pool.send({ sessionId: 'a' })).toBe(1);
    pool.setLoads(0, 0);
    expect(pool.choose({ sessionId: 'a' })).toBe(1);
  });

  it('sees max_load through the signals of the section', () => {
    const pool = new TestPool(
      { ...affinity({ max_load: 5 }), signals: { update_interval_s: 10, lag_s: 0, count_own: false } },
      2,
    );
    pool.send({ sessionId: 'a' });
    pool.clock.now = 1;
    pool.setLoads(9, 0);
    expect(pool.choose({ sessionId: 'a' })).toBe(0);
    pool.clock.now = 10;
    expect(pool.choose({ sessionId: 'a' })).toBe(1);
  });

  it('forgets the longest unused session', () => {
    const pool = new TestPool(affinity({ max_sessions: 2 }), 4);
    expect(['a', 'b', 'a', 'c'].map((sessionId) => pool.send({ sessionId }))).toEqual([0, 1, 0, 2]);
    expect(['a', 'c', 'b'].map((sessionId) => pool.send({ sessionId }))).toEqual([0, 2, 3]);
  });

  it('hands what it hears to its fallback', () => {
    const pool = new TestPool({ ...affinity(), fallback: { policy: 'least_loaded' } }, 2);
    pool.setLoads(3, 1);
    expect(pool.choose({ sessionId: 'new' })).toBe(1);
    expect(pool.router.wantsBlocks).toBe(false);
  });
});
