import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdleClock } from './idle-clock.js';

describe('the time in which some worker had nothing to do', () => {
  it('stands still while all are busy, and runs once however many are idle', () => {
    const clock = new IdleClock();
    expect(clock.at(5)).toBe(0);
    clock.change(1, 10);
    expect(clock.at(13)).toBe(3);
    clock.change(1, 15);
    clock.change(-1, 18);
    expect(clock.at(20)).toBe(10);
    clock.change(-1, 22);
    expect([clock.at(22), clock.at(100)]).toEqual([12, 12]);
    clock.change(1, 101);
    expect(clock.at(104)).toBe(15);
  });

  it('is the length of the union of their idle times', () => {
    const idle = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(idle, { maxLength: 12 }), (spans) => {
        const clock = new IdleClock();
        const changes = spans
          .flatMap(([from, length]) => [
            { at: from, by: 1 as const },
            { at: from + length, by: -1 as const },
          ])
          .sort((a, b) => a.at - b.at || b.by - a.by);
        for (const { at, by } of changes) clock.change(by, at);
        const seconds = Array.from({ length: 81 }, (_, second) => second);
        const covered = seconds.filter((second) =>
          spans.some(([from, length]) => second >= from && second < from + length),
        );
        expect(clock.at(100)).toBe(covered.length);
      }),
    );
  });
});
