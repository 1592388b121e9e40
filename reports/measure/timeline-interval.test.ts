import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timelineInterval } from './timeline-interval.js';

it.each([
  [undefined, 15],
  [0, 1],
  [1, 1],
  [240, 1],
  [240.1, 2],
  [480, 2],
  [481, 5],
  [3600, 15],
  [86_400, 600],
  [240 * 3600, 3600],
  [365 * 86_400, 3600],
])('a run of %s s has a row every %i s', (duration_s, interval_s) => {
  expect(timelineInterval(duration_s)).toBe(interval_s);
});

it('a run of up to ten days has no more than 240 rows, and no fewer than its neighbour would give', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 864_000, noNaN: true }), (duration_s) => {
      const rows = duration_s / timelineInterval(duration_s);
      expect(rows).toBeLessThanOrEqual(240);
      if (duration_s > 240) expect(rows).toBeGreaterThan(240 / 3);
    }),
  );
});
