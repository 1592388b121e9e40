import { describe, expect, it } from 'vitest';
import { staticReplicas } from './static.js';
import { observed, plainContext, plainProfile } from './testing/index.js';

const POOL = { profile: plainProfile(), replicas: 3 };

describe('no planner', () => {
  it('orders the configured count of every pool, whatever it sees', () => {
    const session = staticReplicas().init(plainContext({ pools: { prefill: POOL, decode: { ...POOL, replicas: 5 } } }));
    const blind = { time: 0, windowSeconds: 0, workers: {} };
    for (const seen of [observed({ ready: 9, queue: 1e6 }), observed({ ready: 0 }), blind]) {
      const { decision, state } = session.tick(session.initialState, seen);
      expect(decision).toEqual({ targets: { prefill: 3, decode: 5 }, reasons: ['static'], explanation: {}, log: [] });
      expect(state).toBeNull();
    }
  });

  it('orders for the roles there are', () => {
    const session = staticReplicas().init(plainContext({ pools: { aggregated: POOL } }));
    expect(session.tick(null, observed()).decision.targets).toEqual({ aggregated: 3 });
  });

  it('may order none', () => {
    const none = staticReplicas().init(plainContext({ pools: { decode: { ...POOL, replicas: 0 } } }));
    expect(none.leastWorkers).toBe(0);
    expect(none.tick(null, observed()).decision.targets).toEqual({ decode: 0 });
  });
});
