import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../ports.js';
import { observed, plainContext, plainProfile } from '../testing/index.js';
import { type RoleAnswer, type RoleRule, type RoleView, rolewise } from './rolewise.js';

const BOUNDS = { min: 1, max: 10 };

/** A policy that answers with this count for every role. */
const asking = (count: number | undefined, bounds = BOUNDS) =>
  rolewise<number>('asking', bounds, () => ({
    initialState: 0,
    decide: (state) => ({ state: state + 1, count, reason: 'metric_target' }),
  }));

function tickOnce(count: number | undefined, bounds = BOUNDS) {
  const session = asking(count, bounds).init(plainContext());
  return session.tick(session.initialState, observed());
}

describe('a count', () => {
  it.each([
    [3, 3, []],
    [3.2, 4, []],
    [0, 1, ['min_endpoint']],
    [-7, 1, ['min_endpoint']],
    [11, 10, ['max_replicas']],
    [9.5, 10, []],
    [10.5, 10, ['max_replicas']],
    [Number.POSITIVE_INFINITY, 10, ['max_replicas']],
    [Number.NEGATIVE_INFINITY, 1, ['min_endpoint']],
  ])('of %d is made whole and bounded: %d', (count, target, more) => {
    const { decision } = tickOnce(count);
    expect(decision.targets).toEqual({ prefill: target, decode: target });
    expect(decision.reasons).toEqual(['metric_target', ...more, 'metric_target', ...more]);
    expect(decision.explanation['decode_wanted']).toBe(count);
  });

  it.each([undefined, Number.NaN])('of %s holds the role', (count) => {
    const { decision } = tickOnce(count);
    expect(decision.targets).toEqual({});
    expect(decision.reasons).toEqual(['metric_target', 'metric_target']);
    expect(decision.explanation).toEqual({});
  });

  it('may be 0 where the minimum is', () => {
    expect(tickOnce(0, { min: 0, max: 4 }).decision.targets).toEqual({ prefill: 0, decode: 0 });
  });

  it('is always whole and within the bounds', () => {
    const bounds = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 9, max: 50 }));
    fc.assert(
      fc.property(fc.double(), bounds, (count, [min, max]) => {
        for (const target of Object.values(tickOnce(count, { min, max }).decision.targets)) {
          expect(Number.isInteger(target)).toBe(true);
          expect(target).toBeGreaterThanOrEqual(min);
          expect(target).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});

describe('roles', () => {
  it('have a state each', () => {
    const session = asking(3).init(plainContext());
    expect(session.initialState).toEqual({ prefill: 0, decode: 0 });
    const once = session.tick(session.initialState, observed()).state;
    expect(session.tick(once, observed()).state).toEqual({ prefill: 2, decode: 2 });
  });

  it('that the observation does not count are held, their state too', () => {
    const session = asking(3).init(plainContext());
    const { decode } = observed().workers;
    const { decision, state } = session.tick(session.initialState, { ...observed(), workers: { decode: decode! } });
    expect(decision.targets).toEqual({ decode: 3 });
    expect(state).toEqual({ prefill: 0, decode: 1 });
  });

  it('are those of the context', () => {
    const pool = { profile: plainProfile(), replicas: 1 };
    const session = asking(3).init(plainContext({ pools: { aggregated: pool } }));
    const workers = { aggregated: observed().workers.decode! };
    expect(session.tick(session.initialState, { ...observed(), workers }).decision.targets).toEqual({ aggregated: 3 });
  });

  it('begin anew where a restored state knows nothing of them', () => {
    const session = asking(3).init(plainContext());
    expect(session.tick({ decode: 5 }, observed()).state).toEqual({ prefill: 1, decode: 6 });
  });

  it('are set up once, with their pool and the context', () => {
    const heard: [Role, number, number][] = [];
    const policy = rolewise<null>('hearing', BOUNDS, (role, pool, { intervalSeconds }) => {
      heard.push([role, pool.replicas, intervalSeconds]);
      return { initialState: null, decide: (state) => ({ state, reason: 'static' }) };
    });
    const session = policy.init(plainContext());
    session.tick(session.initialState, observed());
    session.tick(session.initialState, observed());
    expect(heard).toEqual([
      ['prefill', 2, 10],
      ['decode', 2, 10],
    ]);
  });

  it('see the observation and their own workers, and write numbers under their name', () => {
    const views: RoleView[] = [];
    const decide: RoleRule<null>['decide'] = (state, view): RoleAnswer<null> => {
      views.push(view);
      view.note('depth', 4);
      return { state, count: 2, reason: 'static' };
    };
    const session = rolewise<null>('seeing', BOUNDS, () => ({ initialState: null, decide })).init(plainContext());
    const seen = observed({ ready: 4, starting: 1 });
    const { decision } = session.tick(session.initialState, seen);
    expect(views.map(({ role }) => role)).toEqual(['prefill', 'decode']);
    expect(views[0]!.workers).toEqual({ ready: 4, starting: 1, draining: 0, desired: 5 });
    expect(views[1]!.observation).toBe(seen);
    expect(decision.explanation).toEqual({ prefill_depth: 4, prefill_wanted: 2, decode_depth: 4, decode_wanted: 2 });
  });
});

it('tells its name and the fewest workers it may order', () => {
  expect(asking(3).name).toBe('asking');
  expect(asking(3).init(plainContext()).leastWorkers).toBe(1);
});
