import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

describe('the gap', () => {
  it('is none before anybody came', () => {
    expect(new StageMeter().littleGap()).toBe(0);
  });

  it('shows a visitor that is told with the wrong entry time', () => {
    const meter = new StageMeter();
    meter.enter(0);
    meter.leave(10, 5);
    expect(meter.littleGap()).toBeCloseTo(0.5);
  });

  it('shows a visitor that was forgotten', () => {
    const meter = new StageMeter();
    meter.enter(0);
    meter.enter(0);
    meter.leave(10, 0);
    expect([meter.count, meter.littleGap()]).toEqual([1, 0.5]);
  });

  it('shows a visitor that is counted out twice', () => {
    const meter = new StageMeter();
    meter.enter(0);
    meter.leave(10, 0);
    meter.leave(20, 0);
    expect([meter.count, meter.littleGap()]).toEqual([-1, 2 / 3]);
  });

  it('is none for visitors that came and went in one instant', () => {
    const meter = new StageMeter();
    meter.enter(3);
    meter.leave(3, 3);
    expect([meter.count, meter.littleGap()]).toEqual([0, 0]);
  });
});
