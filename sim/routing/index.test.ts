import { describe, expect, it } from 'vitest';
import { routingSchema } from '../../scenarios/schema/routing.js';
import { DEFAULT_ROUTING } from './index.js';
import { TestPool } from './testing/test-pool.js';

const POLICIES = ['round_robin', 'random', 'least_loaded', 'power_of_two', 'kv_aware', 'session_affinity'];

describe('the routing section', () => {
  it('is least loaded with fresh signals where there is none', () => {
    expect(DEFAULT_ROUTING).toEqual(routingSchema.parse({ policy: 'least_loaded' }));
  });

  it.each(POLICIES)('%s: its name is enough; it chooses, places and does without workers', (policy) => {
    const pool = new TestPool(routingSchema.parse({ policy }), 3);
    for (let request = 0; request < 9; request++) expect([0, 1, 2]).toContain(pool.send({ sessionId: `${request}` }));
    for (const worker of pool.workers) pool.router.remove(worker);
    expect(pool.choose()).toBeUndefined();
  });

  it.each(POLICIES)('%s: the same seed chooses the same workers', (policy) => {
    const ids = () => {
      const pool = new TestPool(routingSchema.parse({ policy }), 5, 7);
      return Array.from({ length: 50 }, () => pool.send());
    };
    expect(ids()).toEqual(ids());
  });

  it.each([
    { policy: 'round_robin', signals: { lag_s: 1 } },
    { policy: 'kv_aware', overlap_score_credit: 1.5 },
    { policy: 'least_loaded', temperature: 1 },
    { policy: 'session_affinity', fallback: { policy: 'session_affinity' } },
    { policy: 'power_of_two', signals: { update_interval_s: -1 } },
    { policy: 'nearest' },
  ])('refuses %j', (section) => {
    expect(routingSchema.safeParse(section).success).toBe(false);
  });
});
