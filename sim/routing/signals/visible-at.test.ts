/** When a router sees what happens at a worker. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFresh, visibleAt } from './visible-at.js';

const signals = (update_interval_s: number, lag_s: number) => ({
  update_interval_s,
  lag_s,
  count_own: true,
});

describe('visibleAt', () => {
  it.each([
    [0, 0, 3.7, 3.7],
    [0, 2, 3.5, 5.5],
    [5, 0, 0, 0],
    [5, 0, 5, 5],
    [5, 1, 5.1, 11],
    [5, 7, 4.9, 12],
  ])('interval %d, lag %d: what happens at %d s is seen at %d s', (interval_s, lag_s, time_s, seen_s) => {
    expect(visibleAt(signals(interval_s, lag_s), time_s)).toBe(seen_s);
  });

  it('never falls, and never shows anything before it happens', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 50 }),
        (interval_s, times) => {
          const seen = times.sort((a, b) => a - b).map((time_s) => visibleAt(signals(interval_s, 0), time_s));
          expect(seen).toEqual([...seen].sort((a, b) => a - b));
          expect(seen.every((seen_s, index) => seen_s >= times[index]!)).toBe(true);
        },
      ),
    );
  });
});

it.each([
  [0, 0, true],
  [0, 1, false],
  [5, 0, false],
])('signals every %d s with a lag of %d s are fresh: %s', (interval_s, lag_s, fresh) => {
  expect(isFresh(signals(interval_s, lag_s))).toBe(fresh);
});
