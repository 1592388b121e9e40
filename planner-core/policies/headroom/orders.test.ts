import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen } from '../../testing/index.js';
import { type Cohort, readySeconds, reconcile } from './orders.js';

const starting = (count: number, pending?: number) => ({
  ready: 1,
  starting: count,
  draining: 0,
  desired: 1 + count,
  ...(pending !== undefined && { pending }),
});
const TWO: readonly Cohort[] = [
  { due_s: 10, count: 1 },
  { due_s: 20, count: 2 },
];

describe('orders under way', () => {
  it.each<[string, readonly Cohort[], number, readonly Cohort[]]>([
    ['begin with the workers that start now', [], 2, [{ due_s: 160, count: 2 }]],
    ['grow by those that are new', TWO, 5, [...TWO, { due_s: 160, count: 2 }]],
    ['stay where nothing is new', TWO, 3, TWO],
    ['lose the earliest first: they are ready', TWO, 2, [{ due_s: 20, count: 2 }]],
    ['lose a part of a cohort', TWO, 1, [{ due_s: 20, count: 1 }]],
    ['end with the last', TWO, 0, []],
  ])('%s', (_what, before, count, cohorts) => {
    expect(reconcile(before, starting(count), 100, 60)).toEqual(cohorts);
  });

  it('do not count those that wait for GPUs: nobody knows when they come', () => {
    expect(reconcile([], starting(3, 1), 100, 60)).toEqual([{ due_s: 160, count: 2 }]);
    expect(reconcile([], starting(3, 3), 100, 60)).toEqual([]);
    expect(reconcile([], starting(1, 3), 100, 60)).toEqual([]);
  });

  it('are as many as start, and none of them empty', () => {
    const cohort = fc.record({ due_s: fc.integer({ min: 0, max: 200 }), count: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(cohort, { maxLength: 5 }), fc.integer({ min: 0, max: 12 }), (before, count) => {
        const after = reconcile(frozen(before), starting(count), 100, 60);
        expect(after.reduce((sum, one) => sum + one.count, 0)).toBe(count);
        for (const one of after) expect(one.count).toBeGreaterThan(0);
      }),
    );
  });
});

describe('worker-seconds to a horizon', () => {
  it.each<[string, number, readonly Cohort[], number]>([
    ['of those ready', 3, [], 300],
    ['of those due', 0, [{ due_s: 160, count: 2 }], 80],
    ['of both', 1, [{ due_s: 160, count: 2 }], 180],
    ['of those due after it: none', 1, [{ due_s: 200, count: 5 }], 100],
    ['of those that are late: as if due now', 0, [{ due_s: 50, count: 2 }], 200],
  ])('%s', (_what, ready, cohorts, seconds) => {
    expect(readySeconds(ready, cohorts, 100, 100)).toBe(seconds);
  });
});
