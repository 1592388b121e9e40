import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue } from './event-queue.js';

interface Pushed {
  time: number;
  priority: number;
  id: number;
}

const pushes = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5 })), { maxLength: 400 });

function popAll(queue: EventQueue): unknown[] {
  const out: unknown[] = [];
  while (queue.length > 0) queue.pop((_kind, target) => out.push(target));
  return out;
}

it('orders by time, then priority, then the order of pushes', () => {
  fc.assert(
    fc.property(pushes, (list) => {
      const queue = new EventQueue();
      const events: Pushed[] = list.map(([time, priority], id) => ({ time, priority, id }));
      for (const event of events) queue.push(event.time, event.priority, 0, event);
      const sorted = [...events].sort((a, b) => a.time - b.time || a.priority - b.priority || a.id - b.id);
      expect(popAll(queue)).toEqual(sorted);
    }),
  );
});

it('stays ordered when pushes and pops interleave', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 })), { maxLength: 300 }), (script) => {
      const queue = new EventQueue();
      const pending: Pushed[] = [];
      let id = 0;
      for (const time of script) {
        if (time !== null) {
          const event = { time, priority: 0, id: id++ };
          pending.push(event);
          queue.push(time, 0, 1, event);
        } else if (pending.length > 0) {
          pending.sort((a, b) => a.time - b.time || a.id - b.id);
          queue.pop((kind, target) => {
            expect(kind).toBe(1);
            expect(target).toBe(pending.shift());
          });
        }
      }
      expect(queue.length).toBe(pending.length);
    }),
  );
});

it('says that nothing is pending', () => {
  expect(new EventQueue().nextTime()).toBe(Number.POSITIVE_INFINITY);
});
