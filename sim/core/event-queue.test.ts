/** The pending events against a sorted array: time, then priority, then the order of pushing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue, MAX_KINDS } from './event-queue.js';

interface Pushed {
  readonly time: number;
  readonly priority: number;
  readonly id: number;
}

/** Few times and priorities, so that ties are common; more events than the first capacity. */
const time = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 20, noNaN: true }));
const pushes = fc.array(fc.tuple(time, fc.integer({ min: 0, max: 7 })), { maxLength: 400 });

function byRank(a: Pushed, b: Pushed): number {
  return a.time - b.time || a.priority - b.priority || a.id - b.id;
}

function popOne(queue: EventQueue): [kind: number, target: unknown] {
  let popped: [number, unknown] | undefined;
  queue.pop((kind, target) => {
    popped = [kind, target];
  });
  return popped!;
}

function popAll(queue: EventQueue): unknown[] {
  const out: unknown[] = [];
  while (queue.length > 0) out.push(popOne(queue)[1]);
  return out;
}

describe('events come out', () => {
  it('by time, then priority, then the order of pushes', () => {
    fc.assert(
      fc.property(pushes, (list) => {
        const queue = new EventQueue();
        const events: Pushed[] = list.map(([at, priority], id) => ({ time: at, priority, id }));
        for (const event of events) queue.push(event.time, event.priority, 0, event);
        expect(popAll(queue)).toEqual([...events].sort(byRank));
      }),
    );
  });

  it('in the same order when pushes and pops interleave', () => {
    const script = fc.array(fc.option(fc.tuple(time, fc.integer({ min: 0, max: 7 })), { freq: 3 }), { maxLength: 400 });
    fc.assert(
      fc.property(script, (steps) => {
        const queue = new EventQueue();
        const pending: Pushed[] = [];
        steps.forEach((step, id) => {
          if (step) {
            const event = { time: step[0], priority: step[1], id };
            pending.push(event);
            queue.push(event.time, event.priority, id, event);
          } else if (pending.length > 0) {
            pending.sort(byRank);
            const first = pending.shift()!;
            expect(queue.nextTime()).toBe(first.time);
            expect(popOne(queue)).toEqual([first.id, first]);
          }
          expect(queue.length).toBe(pending.length);
        });
      }),
    );
  });

  it('first pushed first, however many share an instant', () => {
    const queue = new EventQueue();
    for (let id = 0; id < 1000; id++) queue.push(7, 3, 0, id);
    expect(popAll(queue)).toEqual(Array.from({ length: 1000 }, (_, id) => id));
  });

  it('by priority before the order of pushes, also a million pushes later', () => {
    const queue = new EventQueue();
    for (let i = 0; i < 1_000_000; i++) {
      queue.push(0, 0, 0, undefined);
      popOne(queue);
    }
    queue.push(1, 1, 0, 'second');
    queue.push(1, 0, 0, 'first');
    queue.push(1, 1, 0, 'third');
    expect(popAll(queue)).toEqual(['first', 'second', 'third']);
  });
});

describe('what an event carries', () => {
  it('is handed back with it: its kind, up to the last one there may be, and its target', () => {
    const queue = new EventQueue();
    const target = { name: 'target' };
    queue.push(2, 0, MAX_KINDS - 1, target);
    queue.push(1, 0, 256, undefined);
    expect(popOne(queue)).toEqual([256, undefined]);
    const [kind, same] = popOne(queue);
    expect(kind).toBe(MAX_KINDS - 1);
    expect(same).toBe(target);
  });

  it('stays with it when the queue grows around it', () => {
    const queue = new EventQueue();
    for (let id = 0; id < 300; id++) queue.push(300 - id, 0, id, id);
    for (let id = 299; id >= 0; id--) expect(popOne(queue)).toEqual([id, id]);
  });

  it('may be pushed again by what takes it', () => {
    const queue = new EventQueue();
    const seen: number[] = [];
    queue.push(0, 0, 0, 0);
    while (queue.length > 0) {
      queue.pop((_, count) => {
        seen.push(count as number);
        if (seen.length < 5) queue.push(seen.length, 0, 0, (count as number) + 1);
      });
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('the next time', () => {
  it('is infinite when nothing is pending', () => {
    const queue = new EventQueue();
    expect(queue.nextTime()).toBe(Number.POSITIVE_INFINITY);
    queue.push(3, 0, 0, undefined);
    expect(queue.nextTime()).toBe(3);
    popOne(queue);
    expect(queue.nextTime()).toBe(Number.POSITIVE_INFINITY);
    expect(queue.length).toBe(0);
  });

  it('is the least that is pending', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 100 }), (times) => {
        const queue = new EventQueue();
        for (const at of times) queue.push(at, 0, 0, undefined);
        expect(queue.nextTime()).toBe(times.reduce((least, at) => Math.min(least, at)));
      }),
    );
  });
});
