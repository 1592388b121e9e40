/** Every policy under random ticks: no NaN, no count outside its bounds, no throw, pure, and a state that is plain data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen } from '../testing/index.js';
import { CATALOGUE, observed, randomTicks, sampleContext } from './testing/index.js';

/** What these order does not depend on what they see. */
const KNOWN_BEFOREHAND = new Set(['static', 'static-peak', 'schedule', 'oracle', 'perfect-system', 'work-bound']);
/** Dynamo's Prometheus client answers 0 for a query without a result, and so its planner of that era goes down. */
const TAKES_ABSENCE_FOR_ZERO = new Set(['dynamo-sla']);

/** Prefill is a share of the decode count at every tick. */
const FOLLOWS_DECODE = new Set(['heteroscale']);

describe.each(CATALOGUE)('%s', (_name, policy, least, most) => {
  const session = policy.init(sampleContext());

  it('keeps its bounds, whatever the metrics say, and goes on after a restart as it would have without', () => {
    fc.assert(
      fc.property(randomTicks(12), (ticks) => {
        let state: unknown = session.initialState;
        let restored: unknown = session.initialState;
        for (const now of ticks) {
          const answer = session.tick(frozen(state) as never, frozen(now));
          const again = session.tick(JSON.parse(JSON.stringify(restored)) as never, now);
          expect(again.decision).toEqual(answer.decision);
          [state, restored] = [answer.state, again.state];
          for (const target of Object.values(answer.decision.targets)) {
            expect(Number.isInteger(target)).toBe(true);
            expect(target).toBeGreaterThanOrEqual(least);
            expect(target).toBeLessThanOrEqual(most);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  it('answers the same twice', () => {
    fc.assert(
      fc.property(randomTicks(3), (ticks) => {
        let state: unknown = session.initialState;
        for (const now of ticks) {
          const answer = session.tick(state as never, now);
          expect(session.tick(state as never, now)).toEqual(answer);
          ({ state } = answer);
        }
      }),
      { numRuns: 4 },
    );
  });

  it('gives a reason, and writes down no number that is none', () => {
    const now = observed({
      time: 20,
      requests: 100,
      duration_s: 5,
      fields: { queues: { prefill: 1, decode: 0 }, windowSeconds: 20 },
    });
    const { decision } = session.tick(session.initialState, now);
    expect(decision.reasons.length).toBeGreaterThan(0);
    for (const value of Object.values(decision.explanation)) expect(value).not.toBeNaN();
  });

  it('has a state at its start that is plain data', () => {
    expect(JSON.parse(JSON.stringify(session.initialState))).toEqual(session.initialState);
  });
});

describe.each(CATALOGUE.filter(([name]) => !KNOWN_BEFOREHAND.has(name)))('%s, blind', (name, policy) => {
  it('orders no scale-down: what it cannot see it does not take for idleness', () => {
    const session = policy.init(sampleContext());
    const busy = observed({ requests: 200, duration_s: 5, ready: 6, fields: { queues: { prefill: 20, decode: 20 } } });
    const { state } = session.tick(session.initialState, busy);
    const { decision } = session.tick(state, observed({ time: 20, ready: 6 }));
    const { prefill = 6, decode = 6 } = decision.targets;
    const isBlindlyLow = TAKES_ABSENCE_FOR_ZERO.has(name);
    expect(decode).toBeGreaterThanOrEqual(isBlindlyLow ? 1 : 6);
    if (!FOLLOWS_DECODE.has(name)) expect(prefill).toBeGreaterThanOrEqual(isBlindlyLow ? 1 : 6);
  });
});
