/** The clock: what happens when, in which order, and what it refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_KINDS } from './event-queue.js';
import { Kernel } from './kernel.js';

const END = Number.POSITIVE_INFINITY;

/** A clock that notes every name with the time at which it came. */
function notes() {
  const kernel = new Kernel();
  const seen: string[] = [];
  const note = (priority = 0) => kernel.define<string>(priority, (name) => seen.push(`${name}@${kernel.now}`));
  return { kernel, seen, note };
}

describe('a clock', () => {
  it('runs events in time order and lets them schedule more', () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const kind = kernel.define<string>(0, (name) => {
      seen.push(`${name}@${kernel.now}`);
      if (name === 'first') kernel.at(kernel.now + 1, kind, 'child');
    });
    kernel.at(5, kind, 'last');
    kernel.at(1, kind, 'first');
    kernel.runUntil(END);
    expect(seen).toEqual(['first@1', 'child@2', 'last@5']);
    expect(kernel.processed).toBe(3);
  });

  it('orders kinds of the same instant by their priority, whichever came first', () => {
    const { kernel, seen, note } = notes();
    const [late, early] = [note(5), note(1)];
    kernel.at(1, late, 'late');
    kernel.at(1, early, 'early');
    kernel.at(1, early, 'early too');
    kernel.runUntil(1);
    expect(seen).toEqual(['early@1', 'early too@1', 'late@1']);
  });

  it('lets an event of this instant schedule another one in it, which comes by its priority', () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const say = (name: string) => () => void seen.push(name);
    const urgent = kernel.define<undefined>(0, say('urgent'));
    const last = kernel.define<undefined>(9, say('last'));
    const begin = kernel.define<undefined>(5, () => kernel.at(kernel.now, urgent, undefined));
    kernel.at(3, last, undefined);
    kernel.at(3, begin, undefined);
    kernel.runUntil(3);
    expect(seen).toEqual(['urgent', 'last']);
  });

  it('stands at 0 before its first event, and at the time of the latest one after it', () => {
    const { kernel, note } = notes();
    expect([kernel.now, kernel.nextTime, kernel.processed]).toEqual([0, END, 0]);
    const kind = note();
    kernel.at(4, kind, 'a');
    kernel.at(9, kind, 'b');
    expect(kernel.nextTime).toBe(4);
    kernel.step();
    expect([kernel.now, kernel.nextTime, kernel.processed]).toEqual([4, 9, 1]);
  });

  it('gives each handler its own targets, however many kinds there are', () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    const kinds = Array.from({ length: 400 }, (_, i) =>
      kernel.define<number>(0, (target) => seen.push(`${i}:${target}`)),
    );
    kinds.forEach((kind, i) => kernel.at(i, kind, i * 10));
    kernel.runUntil(END);
    expect(seen).toEqual(kinds.map((_, i) => `${i}:${i * 10}`));
  });

  it('never runs backwards, whatever its events schedule', () => {
    const delays = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(delays, delays, (first, then) => {
        const kernel = new Kernel();
        const more = [...then];
        const times: number[] = [];
        const kind = kernel.define<undefined>(0, () => {
          times.push(kernel.now);
          const delay_s = more.pop();
          if (delay_s !== undefined) kernel.at(kernel.now + delay_s, kind, undefined);
        });
        for (const at_s of first) kernel.at(at_s, kind, undefined);
        kernel.runUntil(END);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(kernel.processed).toBe(times.length);
        expect(times).toHaveLength(first.length + then.length);
      }),
    );
  });
});

describe('running until a time', () => {
  it('takes the events of that time along, and leaves those after it', () => {
    const { kernel, seen, note } = notes();
    const kind = note();
    for (const at_s of [1, 2, 2, 3]) kernel.at(at_s, kind, 'event');
    kernel.runUntil(2);
    expect(seen).toEqual(['event@1', 'event@2', 'event@2']);
    expect([kernel.now, kernel.nextTime]).toEqual([2, 3]);
  });

  it('leaves the clock at the last event, not at the time that was asked for', () => {
    const { kernel, note } = notes();
    kernel.at(1, note(), 'event');
    kernel.runUntil(100);
    expect(kernel.now).toBe(1);
    kernel.runUntil(200);
    expect(kernel.now).toBe(1);
  });

  it('ends when nothing is pending, and never comes to an event at infinity', () => {
    const { kernel, seen, note } = notes();
    kernel.at(END, note(), 'never');
    kernel.at(1, note(), 'event');
    kernel.runUntil(END);
    expect(seen).toEqual(['event@1']);
    expect(kernel.now).toBe(1);
  });
});

describe('a clock refuses', () => {
  it.each([-1, Number.NaN, Number.NEGATIVE_INFINITY])('to schedule at %d s', (time_s) => {
    const { kernel, note } = notes();
    const kind = note();
    expect(() => kernel.at(time_s, kind, 'x')).toThrow(RangeError);
    expect(kernel.nextTime).toBe(END);
  });

  it('to schedule before now, and says when, what and where it stands', () => {
    const { kernel, note } = notes();
    const kind = note();
    kernel.at(5, kind, 'event');
    kernel.step();
    expect(() => kernel.at(4.5, kind, 'late')).toThrow('event of kind 0 scheduled at 4.5 s, before now (5 s)');
    expect(() => kernel.at(5, kind, 'now')).not.toThrow();
  });

  it('to step when nothing is pending', () => {
    const { kernel, note } = notes();
    kernel.at(2, note(), 'only');
    kernel.step();
    expect(() => kernel.step()).toThrow('no event is pending at 2 s');
    expect([kernel.now, kernel.processed]).toEqual([2, 1]);
  });

  it('to define more kinds than the queue tells apart', () => {
    const kernel = new Kernel();
    for (let i = 0; i < MAX_KINDS; i++) kernel.define(0, () => undefined);
    expect(() => kernel.define(0, () => undefined)).toThrow(`more than ${MAX_KINDS} kinds of events`);
  });
});
