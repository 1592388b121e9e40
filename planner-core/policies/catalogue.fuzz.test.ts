/** Every policy under random ticks: no NaN, no count outside its bounds, no throw, and a state that is plain data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation, Role } from '../index.js';
import { CATALOGUE, randomTicks, sampleContext } from './testing/index.js';

describe.each(CATALOGUE)('%s', (_name, policy, least, most) => {
  const session = policy.init(sampleContext());

  it('keeps its bounds, whatever the metrics say', () => {
    fc.assert(
      fc.property(randomTicks(12), (ticks) => {
        let state = session.initialState;
        for (const now of ticks) {
          const answer = session.tick(state, now);
          expect(session.tick(JSON.parse(JSON.stringify(state)) as never, now).decision).toEqual(answer.decision);
          state = answer.state;
          for (const target of Object.values(answer.decision.targets)) {
            expect(Number.isInteger(target)).toBe(true);
            expect(target).toBeGreaterThanOrEqual(least);
            expect(target).toBeLessThanOrEqual(most);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives each role that it plans a reason', () => {
    const workers = { ready: 2, starting: 0, draining: 0, desired: 2 };
    const now: Observation = {
      time: 20,
      windowSeconds: 20,
      traffic: { requests: 100, inputTokensMean: 1000, outputTokensMean: 200 },
      latency: { ttft: 0.2, itl: 0.02, requestDuration: 5 },
      workers: { prefill: workers, decode: workers } satisfies Partial<Record<Role, typeof workers>>,
      queues: { prefill: 1, decode: 0 },
    };
    expect(session.tick(session.initialState, now).decision.reasons.length).toBeGreaterThan(0);
  });
});
