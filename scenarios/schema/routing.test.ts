import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { routingSchema } from './routing.js';

const FRESH = { update_interval_s: 0, lag_s: 0, count_own: true };
const KV_AWARE = {
  overlap_score_credit: 1,
  prefill_load_scale: 1,
  temperature: 0,
  track_active_blocks: true,
  assume_kv_reuse: true,
};

describe('routing', () => {
  it.each([
    ['round_robin', {}],
    ['random', {}],
    ['least_loaded', { signals: FRESH }],
    ['power_of_two', { signals: FRESH }],
    // Dynamo's KV router: full credit for overlap, no temperature
    ['kv_aware', { ...KV_AWARE, signals: FRESH }],
    ['session_affinity', { fallback: { policy: 'least_loaded' }, max_sessions: 100_000, signals: FRESH }],
  ])('%s has the defaults %j', (policy, defaults) => {
    expect(routingSchema.parse({ policy })).toEqual({ policy, ...defaults });
  });

  it('that looks at nothing has no signals', () => {
    expect(routingSchema.safeParse({ policy: 'round_robin', signals: {} }).success).toBe(false);
    expect(routingSchema.safeParse({ policy: 'random', signals: {} }).success).toBe(false);
  });

  it('falls back on any policy but itself, which sees the same signals', () => {
    const fallback = (policy: string) => routingSchema.safeParse({ policy: 'session_affinity', fallback: { policy } });
    expect(fallback('kv_aware').data).toMatchObject({ fallback: { policy: 'kv_aware', ...KV_AWARE } });
    expect(fallback('session_affinity').success).toBe(false);
    const signals = { policy: 'session_affinity', fallback: { policy: 'least_loaded', signals: {} } };
    expect(routingSchema.safeParse(signals).success).toBe(false);
  });
});

itHasLimits(routingSchema, { policy: 'kv_aware' }, [
  ['overlap_score_credit', [0, 0.5, 1], [-0.1, 1.1]],
  ['prefill_load_scale', [0, 5], [-1]],
  ['temperature', [0, 2], [-1]],
  ['signals.update_interval_s', [0, 10], [-1]],
  ['signals.lag_s', [0, 10], [-1]],
  ['signals.count_own', [true, false], [0]],
]);

describe('session affinity', () => {
  itHasLimits(routingSchema, { policy: 'session_affinity' }, [
    ['max_sessions', [1], [0, 1.5]],
    ['max_load', [0.5, undefined], [0, -1]],
  ]);
});
