import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StageMeter } from './stage-meter.js';

it("finds Little's law in any pattern of visits", () => {
  const visit = fc.record({ start: fc.integer({ min: 0, max: 1000 }), stay: fc.integer({ min: 0, max: 500 }) });
  fc.assert(
    fc.property(fc.array(visit, { minLength: 1, maxLength: 50 }), (visits) => {
      const meter = new StageMeter();
      const moves = visits
        .flatMap(({ start, stay }) => [
          { at: start, since: undefined },
          { at: start + stay, since: start },
        ])
        .sort((a, b) => a.at - b.at || (a.since === undefined ? -1 : 1));
      for (const { at, since } of moves) {
        if (since === undefined) meter.enter(at);
        else meter.leave(at, since);
      }
      expect(meter.count).toBe(0);
      expect(meter.littleGap()).toBeLessThan(1e-9);
    }),
  );
});

it('shows a visitor that is told with the wrong entry time', () => {
  const meter = new StageMeter();
  meter.enter(0);
  meter.leave(10, 5);
  expect(meter.littleGap()).toBeCloseTo(0.5);
});
