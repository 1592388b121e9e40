import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MISS_CAUSES } from './cause.js';
import { CauseCounter, inOrder } from './cause-counter.js';

function counterOf(...causes: readonly (readonly [cause: string, late_s?: number])[]): CauseCounter {
  const counter = new CauseCounter();
  for (const [cause, late_s] of causes) counter.add({ cause, ...(late_s !== undefined && { late_s }) });
  return counter;
}

describe('causes in order', () => {
  it('are in that of reports, and what has no place there by name after them', () => {
    expect(inOrder(['ttft+tpot', 'client', 'failed', 'cold_start', 'infeasible'])).toEqual([
      'infeasible',
      'cold_start',
      'client',
      'failed',
      'ttft+tpot',
    ]);
  });

  it('do not depend on how they came', () => {
    const names = [...Object.keys(MISS_CAUSES), 'ttft', 'e2e'];
    fc.assert(
      fc.property(fc.shuffledSubarray(names), (some) => {
        expect(inOrder(some)).toEqual(inOrder(some.toSorted()));
      }),
    );
    expect(inOrder(names)).toEqual([...Object.keys(MISS_CAUSES), 'e2e', 'ttft']);
  });

  it('leaves the list that it was given as it was', () => {
    const given = ['client', 'infeasible'];
    inOrder(given);
    expect(given).toEqual(['client', 'infeasible']);
  });
});

describe('a counter of causes', () => {
  it('has each cause with its misses, in order', () => {
    const counter = counterOf(['transfer'], ['fault'], ['transfer']);
    expect(Object.entries(counter.figures().causes!)).toEqual([
      ['fault', 1],
      ['transfer', 2],
    ]);
    expect([counter.of('transfer'), counter.of('client')]).toEqual([2, 0]);
    expect(counter.names()).toEqual(['fault', 'transfer']);
  });

  it('does not count what was no miss', () => {
    const counter = new CauseCounter();
    counter.add(undefined);
    expect(counter.figures()).toEqual({ causes: {} });
  });

  it('tells how late the planner was, of those that it was late for', () => {
    const counter = counterOf(['planner_late', 10], ['planner_late', 40], ['fault']);
    expect(counter.figures()).toEqual({ causes: { planner_late: 2, fault: 1 }, planner_late_s: { mean: 25, max: 40 } });
    expect(counterOf(['planner_late', 0]).figures().planner_late_s).toEqual({ mean: 0, max: 0 });
  });

  it('takes the misses of another on top of its own, and leaves that one as it was', () => {
    const [one, other] = [counterOf(['fault'], ['client']), counterOf(['fault'], ['routing'])];
    one.merge(other);
    expect(one.figures().causes).toEqual({ routing: 1, fault: 2, client: 1 });
    expect(other.figures().causes).toEqual({ fault: 1, routing: 1 });
  });

  it('sums to what was added, however it was split', () => {
    const causes = fc.array(fc.constantFrom(...Object.keys(MISS_CAUSES)));
    fc.assert(
      fc.property(causes, causes, (a, b) => {
        const merged = counterOf(...a.map((cause) => [cause] as const));
        merged.merge(counterOf(...b.map((cause) => [cause] as const)));
        const whole = counterOf(...[...a, ...b].map((cause) => [cause] as const));
        expect(merged.figures()).toEqual(whole.figures());
      }),
    );
  });
});
