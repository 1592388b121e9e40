import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen } from '../testing/index.js';
import {
  type Behaviour,
  type BehaviourState,
  HPA_BEHAVIOUR,
  NO_HISTORY,
  type ScalingPolicy,
  type ScalingRules,
  shape,
} from './hpa-behaviour.js';

const FREE: ScalingRules = { stabilisation_s: 0, policies: [], select: 'Max' };
const rules = (scaleUp: Partial<ScalingRules>, scaleDown: Partial<ScalingRules> = {}): Behaviour => ({
  scaleUp: { ...FREE, ...scaleUp },
  scaleDown: { ...FREE, ...scaleDown },
});
const pods = (value: number, period_s = 60): ScalingPolicy => ({ type: 'Pods', value, period_s });
const percent = (value: number, period_s = 60): ScalingPolicy => ({ type: 'Percent', value, period_s });

/** Wanted counts at their times, each obeyed at once; the counts that come of it. */
function follow(behaviour: Behaviour, start: number, wishes: readonly (readonly [time_s: number, wanted: number])[]) {
  let state: BehaviourState = NO_HISTORY;
  let current = start;
  return wishes.map(([time_s, wanted]) => {
    const shaped = shape(behaviour, state, time_s, current, wanted);
    state = shaped.state;
    current = shaped.count;
    return current;
  });
}

describe('without windows and limits', () => {
  it('gives what is wanted, and no reason', () => {
    for (const wanted of [0, 1, 5, 500]) {
      expect(shape(rules({}), NO_HISTORY, 0, 5, wanted)).toMatchObject({ count: wanted });
      expect(shape(rules({}), NO_HISTORY, 0, 5, wanted).reason).toBeUndefined();
    }
  });

  it('remembers the recommendation of this moment, and the change', () => {
    expect(shape(rules({ policies: [pods(50)] }), NO_HISTORY, 7, 5, 9).state).toEqual({
      recommendations: [{ time_s: 7, count: 9 }],
      changes: [{ time_s: 7, count: 4 }],
    });
  });
});

describe('the stabilisation window', () => {
  it('downwards keeps the highest recommendation of its time', () => {
    const down = rules({}, { stabilisation_s: 100 });
    const wishes = [
      [0, 10],
      [50, 4],
      [99, 3],
      [100, 3],
      [149, 2],
      [150, 2],
    ] as const;
    expect(follow(down, 10, wishes)).toEqual([10, 10, 10, 4, 4, 3]);
  });

  it('upwards keeps the lowest', () => {
    const up = rules({ stabilisation_s: 60 });
    const wishes = [
      [0, 3],
      [30, 9],
      [59, 12],
      [60, 12],
      [89, 12],
      [90, 12],
    ] as const;
    expect(follow(up, 3, wishes)).toEqual([3, 3, 3, 9, 9, 12]);
  });

  it('says that it held', () => {
    const down = rules({}, { stabilisation_s: 100 });
    const first = shape(down, NO_HISTORY, 0, 10, 10);
    expect(first.reason).toBeUndefined();
    expect(shape(down, first.state, 10, 10, 4)).toMatchObject({ count: 10, reason: 'stabilised' });
  });

  it('forgets what is older than its longest', () => {
    const down = rules({ stabilisation_s: 10 }, { stabilisation_s: 100 });
    let state: BehaviourState = NO_HISTORY;
    for (let time_s = 0; time_s <= 300; time_s += 10) ({ state } = shape(down, state, time_s, 5, 5));
    expect(state.recommendations).toHaveLength(10);
    expect(state.recommendations[0]!.time_s).toBe(210);
  });
});

describe('a limit of pods', () => {
  it.each([
    ['up', 10, 50, 14],
    ['up by less', 10, 12, 12],
    ['down', 10, 1, 6],
    ['down by less', 10, 8, 8],
    ['to nothing', 3, 0, 0],
  ])('%s: from %d to %d gives %d', (_way, current, wanted, count) => {
    const four = rules({ policies: [pods(4)] }, { policies: [pods(4)] });
    expect(shape(four, NO_HISTORY, 0, current, wanted).count).toBe(count);
  });

  it('counts what its period has changed already', () => {
    const four = rules({ policies: [pods(4, 60)] });
    const wishes = [
      [0, 50],
      [30, 50],
      [59, 50],
      [60, 50],
      [61, 50],
    ] as const;
    expect(follow(four, 2, wishes)).toEqual([6, 6, 6, 10, 10]);
  });

  it('does not count changes the other way', () => {
    const four = rules({ policies: [pods(4, 60)] }, { policies: [pods(4, 60)] });
    const wishes = [
      [0, 50],
      [10, 0],
      [20, 50],
    ] as const;
    expect(follow(four, 10, wishes)).toEqual([14, 10, 10]);
  });

  it('says that it cut', () => {
    const four = rules({ policies: [pods(4)] });
    expect(shape(four, NO_HISTORY, 0, 2, 50).reason).toBe('rate_limited');
    expect(shape(four, NO_HISTORY, 0, 2, 6).reason).toBeUndefined();
  });
});

describe('a limit of percent', () => {
  it.each([
    ['up, rounded up', 3, 50, 50, 5],
    ['doubling', 7, 100, 50, 14],
    ['from nothing stays there', 0, 100, 50, 0],
    ['down, rounded down', 7, 50, 0, 3],
    ['down to nothing', 7, 100, 0, 0],
  ])('%s', (_what, current, share, wanted, count) => {
    const one = rules({ policies: [percent(share)] }, { policies: [percent(share)] });
    expect(shape(one, NO_HISTORY, 0, current, wanted).count).toBe(count);
  });

  it('is of the count at the beginning of its period', () => {
    const half = rules({ policies: [percent(50, 60)] });
    // 10 → 15 at once; 15 is already 50 % above 10
    expect(
      follow(half, 10, [
        [0, 99],
        [30, 99],
        [61, 99],
      ]),
    ).toEqual([15, 15, 23]);
  });
});

describe('several limits', () => {
  const both = [pods(4), percent(100)];

  it.each([
    ['Max', 2, 6],
    ['Max', 20, 40],
    ['Min', 2, 4],
    ['Min', 20, 24],
    ['Disabled', 20, 20],
  ] as const)('%s of four and of a doubling, up from %d: %d', (select, current, count) => {
    expect(shape(rules({ policies: both, select }), NO_HISTORY, 0, current, 1000).count).toBe(count);
  });

  it.each([
    ['Max', 20, 10],
    ['Min', 20, 16],
    ['Max', 6, 2],
    ['Min', 6, 3],
    ['Disabled', 20, 20],
  ] as const)('%s of four and of a half, down from %d: %d', (select, current, count) => {
    const half = [pods(4), percent(50)];
    expect(shape(rules({}, { policies: half, select }), NO_HISTORY, 0, current, 0).count).toBe(count);
  });

  it('have periods of their own', () => {
    const two = [pods(1, 10), pods(3, 100)];
    const wishes = [0, 10, 20, 30, 40, 101].map((time_s) => [time_s, 99] as const);
    expect(follow(rules({ policies: two, select: 'Min' }), 1, wishes)).toEqual([2, 3, 4, 4, 4, 5]);
  });
});

describe("Kubernetes' defaults", () => {
  it('double or add four in 15 s, whichever is more', () => {
    expect(shape(HPA_BEHAVIOUR, NO_HISTORY, 0, 2, 1000).count).toBe(6);
    expect(shape(HPA_BEHAVIOUR, NO_HISTORY, 0, 20, 1000).count).toBe(40);
    const wishes = [0, 14, 15, 16, 31].map((time_s) => [time_s, 1000] as const);
    expect(follow(HPA_BEHAVIOUR, 2, wishes)).toEqual([6, 6, 12, 12, 24]);
  });

  it('go down after 300 s, all at once', () => {
    const wishes = [
      [0, 20],
      [10, 1],
      [299, 1],
      [300, 1],
    ] as const;
    expect(follow(HPA_BEHAVIOUR, 20, wishes)).toEqual([20, 20, 20, 1]);
  });
});

describe('any behaviour', () => {
  const policy = fc.record({
    type: fc.constantFrom('Pods' as const, 'Percent' as const),
    value: fc.integer({ min: 0, max: 200 }),
    period_s: fc.integer({ min: 1, max: 100 }),
  });
  const side = fc.record({
    stabilisation_s: fc.integer({ min: 0, max: 100 }),
    policies: fc.array(policy, { maxLength: 3 }),
    select: fc.constantFrom('Max' as const, 'Min' as const, 'Disabled' as const),
  });
  const behaviour = fc.record({ scaleUp: side, scaleDown: side });
  const wish = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 60 }));

  it('never goes beyond what has been wanted, nor the wrong way, and is pure', () => {
    fc.assert(
      fc.property(
        behaviour,
        fc.integer({ min: 0, max: 60 }),
        fc.array(wish, { maxLength: 12 }),
        (rule, start, wishes) => {
          let state: BehaviourState = NO_HISTORY;
          let [current, now_s] = [start, 0];
          for (const [pause_s, wanted] of wishes) {
            now_s += pause_s;
            const shaped = shape(frozen(rule), frozen(state), now_s, current, wanted);
            const restored = JSON.parse(JSON.stringify(state)) as BehaviourState;
            expect(shape(rule, restored, now_s, current, wanted)).toEqual(shaped);
            expect(Number.isInteger(shaped.count)).toBe(true);
            expect(shaped.count).toBeGreaterThanOrEqual(0);
            const wishedFor = shaped.state.recommendations.map(({ count }) => count);
            expect(shaped.count).toBeLessThanOrEqual(Math.max(current, ...wishedFor));
            expect(shaped.count).toBeGreaterThanOrEqual(Math.min(current, ...wishedFor));
            ({ state } = shaped);
            current = shaped.count;
          }
        },
      ),
    );
  });
});
