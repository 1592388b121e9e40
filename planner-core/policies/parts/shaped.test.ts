import { describe, expect, it } from 'vitest';
import type { TrafficObservation } from '../../ports.js';
import { observed } from '../testing/index.js';
import type { RoleView } from './rolewise.js';
import { type ShapeState, shapedRule } from './shaped.js';

const RULE = shapedRule((rate, { isl, osl }) => ({ count: rate * (isl + osl), reason: 'metric_target' }));

function ask(traffic: TrafficObservation | undefined, state: ShapeState = {}) {
  const observation = observed(traffic ? { fields: { traffic } } : {});
  const workers = { ...observation.workers.decode!, desired: 7 };
  const view: RoleView = { role: 'decode', workers, observation, note: () => {} };
  return RULE.decide(state, view);
}

describe('a rule over rate and shape', () => {
  it('asks once both are known, and remembers the shape', () => {
    const answer = ask({ requests: 20, inputTokensMean: 5, outputTokensMean: 1 });
    expect(answer).toEqual({ state: { shape: { isl: 5, osl: 1 } }, count: 12, reason: 'metric_target' });
  });

  it('carries the last shape through an interval without requests', () => {
    const idle = { requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN };
    expect(ask(idle, { shape: { isl: 5, osl: 1 } })).toMatchObject({ count: 0, state: { shape: { isl: 5, osl: 1 } } });
    expect(ask({ requests: 30 }, { shape: { isl: 5, osl: 1 } }).count).toBe(18);
  });

  it.each([
    ['no traffic', undefined],
    ['no shape yet', { requests: 20 }],
    ['no rate', { inputTokensMean: 5, outputTokensMean: 1 }],
    ['a rate of NaN', { requests: Number.NaN, inputTokensMean: 5, outputTokensMean: 1 }],
  ])('holds what is ordered for %s', (_what, traffic) => {
    expect(ask(traffic)).toEqual({ state: {}, count: 7, reason: 'no_data' });
  });

  it('keeps the shape while it holds', () => {
    const state = { shape: { isl: 5, osl: 1 } };
    expect(ask(undefined, state).state).toBe(state);
  });
});
