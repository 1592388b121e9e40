import { describe, expect, it } from 'vitest';
import { flat, ordering } from '../../testing/index.js';
import type { Circumstances } from '../properties/index.js';
import { judge } from '../run-exhibit.js';
import type { Trail } from '../trail.js';
import { GENERAL } from './general.js';

const CIRCUMSTANCES: Circumstances = { need: [{ from_s: 0, prefill: 3, decode: 1 }], bounds: { min: 1, max: 30 } };
const brokenBy = (trail: Trail) => judge(GENERAL, trail, CIRCUMSTANCES);

it('a policy that keeps within twice the need and two more breaks nothing', () => {
  expect(brokenBy(ordering([1, 8, 3, 8]))).toEqual([]);
});

describe('a policy breaks what holds in general', () => {
  it('by an order beyond that', () => {
    expect(brokenBy(ordering([1, 4, 9, 12]))).toEqual([
      { at_s: 30, role: 'prefill', found: '9 ordered, at most 8', property: "no order beyond 2 × the peak's need + 2" },
    ]);
  });

  it('not by workers that were there from the start, or that it takes away', () => {
    expect(brokenBy(ordering([...flat(20, 3), 15, 12]))).toEqual([]);
  });

  it('by a number that is none, the first one', () => {
    const trail = ordering([1, 1, 1]);
    const ticks = trail.ticks.map((tick, i) => ({ ...tick, numbers: { load: 1, factor: i > 0 ? Number.NaN : 2 } }));
    expect(brokenBy({ ...trail, ticks })).toEqual([
      { at_s: 20, found: 'factor is NaN', property: 'no number behind a decision is NaN' },
    ]);
  });

  it('not by a number without end: it may stand for no limit', () => {
    expect(brokenBy(ordering([1], { numbers: { limit: Number.POSITIVE_INFINITY, slack: -1 } }))).toEqual([]);
  });

  it('by counts that are not whole, or below the least', () => {
    expect(brokenBy(ordering([1, 1.5])).map(({ found }) => found)).toEqual(['orders 1.5, at least 1 allowed']);
    expect(brokenBy(ordering([1, 0])).map(({ at_s }) => at_s)).toEqual([20]);
  });
});

it('one run may break several', () => {
  const trail = ordering([1, 70], { numbers: { x: Number.NaN } });
  expect(brokenBy(trail)).toHaveLength(3);
});
