import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Floors, keepFloors, moveTo } from './move.js';

const floor = (count: number): Floors => [{ time_s: 0, count }];

describe('up', () => {
  it.each([
    [5, 2, 5, 'scale_up'],
    [6, 2, 6, 'scale_up'],
    [7, 2, 6, 'rate_limited'],
    [50, 0, 4, 'rate_limited'],
    [50, 6, 12, 'rate_limited'],
    [50, 8, 16, 'rate_limited'],
    [50, 20, 28, 'rate_limited'],
    [500, 300, 330, 'rate_limited'],
    [325, 300, 325, 'scale_up'],
  ])('to %d from %d: %d, at once and in bounded steps', (wanted, committed, target, reason) => {
    expect(moveTo(wanted, committed, [])).toEqual({ target, reason });
  });

  it('no floor holds it', () => {
    expect(moveTo(5, 4, floor(9))).toEqual({ target: 5, reason: 'scale_up' });
  });
});

describe('down', () => {
  it.each<[string, number, number, Floors, number, string]>([
    ['as far as is wanted', 3, 5, floor(3), 3, 'scale_down'],
    ['as far as the floor', 1, 5, floor(4), 4, 'scale_down'],
    ['not where the floor holds', 1, 5, floor(5), 5, 'stabilised'],
    ['not where the floor is higher', 1, 5, floor(9), 5, 'stabilised'],
    ['in bounded steps', 1, 20, floor(1), 12, 'rate_limited'],
    ['by four at least', 1, 5, floor(1), 1, 'scale_down'],
    ['a tenth of a large pool', 1, 300, floor(1), 270, 'rate_limited'],
    ['the highest floor rules', 1, 9, [...floor(3), ...floor(7), ...floor(2)], 7, 'scale_down'],
  ])('%s', (_what, wanted, committed, floors, target, reason) => {
    expect(moveTo(wanted, committed, floors)).toEqual({ target, reason });
  });
});

it('stays where it is wanted', () => {
  expect(moveTo(5, 5, floor(5))).toEqual({ target: 5, reason: 'no_change' });
  expect(moveTo(0, 0, [])).toEqual({ target: 0, reason: 'no_change' });
});

describe('floors', () => {
  it('begin with the count that was found', () => {
    expect(keepFloors([], { time_s: 0, count: 2, committed: 5 }, 60, 10)).toEqual([
      { time_s: 0, count: 5 },
      { time_s: 0, count: 2 },
    ]);
  });

  it('are those of one startup', () => {
    const floors = [0, 10, 20, 30].map((time_s) => ({ time_s, count: time_s }));
    const kept = keepFloors(floors, { time_s: 70, count: 1, committed: 9 }, 60, 10);
    expect(kept.map(({ time_s }) => time_s)).toEqual([20, 30, 70]);
  });

  it('are those of three ticks where workers start sooner', () => {
    const floors = [0, 10, 20, 30].map((time_s) => ({ time_s, count: time_s }));
    const kept = keepFloors(floors, { time_s: 40, count: 1, committed: 9 }, 0, 10);
    expect(kept.map(({ time_s }) => time_s)).toEqual([20, 30, 40]);
  });

  it('let the count go down when fewer were enough for a startup: to the most that any tick needed', () => {
    let floors = keepFloors([], { time_s: 0, count: 2, committed: 5 }, 60, 10);
    expect(moveTo(2, 5, floors)).toEqual({ target: 5, reason: 'stabilised' });
    for (let time_s = 10; time_s <= 70; time_s += 10) {
      floors = keepFloors(floors, { time_s, count: time_s === 20 ? 4 : 2, committed: 5 }, 60, 10);
    }
    expect(moveTo(2, 5, floors)).toEqual({ target: 4, reason: 'scale_down' });
  });
});

it('a move lies between what is there and what is wanted, and is no longer than the step', () => {
  const count = fc.integer({ min: 0, max: 400 });
  fc.assert(
    fc.property(count, count, fc.array(count, { maxLength: 4 }), (wanted, committed, floors) => {
      const { target } = moveTo(
        wanted,
        committed,
        floors.map((one) => ({ time_s: 0, count: one })),
      );
      expect(target).toBeGreaterThanOrEqual(Math.min(wanted, committed));
      expect(target).toBeLessThanOrEqual(Math.max(wanted, committed));
      expect(Math.abs(target - committed)).toBeLessThanOrEqual(Math.max(8, Math.floor(committed / 10)));
    }),
  );
});
