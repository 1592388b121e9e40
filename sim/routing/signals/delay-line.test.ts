/** Messages on their way: each at its time, in the order in which they were sent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayLine } from './delay-line.js';

function delivered(line: DelayLine, now_s: number): [number, number][] {
  const all: [number, number][] = [];
  line.deliver(now_s, (id, value) => all.push([id, value]));
  return all;
}

describe('a message', () => {
  it('arrives at its time, not before, and once', () => {
    const line = new DelayLine();
    line.push(5, 1, 10);
    line.push(5, 2, 20);
    line.push(7, 1, 30);
    expect(delivered(line, 4.9)).toEqual([]);
    expect(delivered(line, 5)).toEqual([
      [1, 10],
      [2, 20],
    ]);
    expect(delivered(line, 6)).toEqual([]);
    expect(delivered(line, 100)).toEqual([[1, 30]]);
    expect(delivered(line, 100)).toEqual([]);
  });

  it('may be sent by who receives one', () => {
    const line = new DelayLine();
    line.push(1, 0, 0);
    const seen: number[] = [];
    line.deliver(3, (_, value) => {
      seen.push(value);
      if (value < 5) line.push(3, 0, value + 1);
    });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('carries any double, negative ones too', () => {
    const line = new DelayLine();
    line.push(0, 2 ** 40, -1);
    line.push(0, 3, 0.1);
    expect(delivered(line, 0)).toEqual([
      [2 ** 40, -1],
      [3, 0.1],
    ]);
  });
});

it('is a queue by time, however much is under way', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ wait: fc.nat({ max: 3 }), value: fc.nat({ max: 99 }) }) },
    { weight: 1, arbitrary: fc.record({ read: fc.nat({ max: 9 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const line = new DelayLine();
      const model: { time: number; id: number; value: number }[] = [];
      let time = 0;
      steps.forEach((one, id) => {
        if ('read' in one) {
          const now = Math.max(0, time - one.read);
          const due = model.filter((message) => message.time <= now);
          model.splice(0, due.length);
          expect(delivered(line, now)).toEqual(due.map((message) => [message.id, message.value]));
        } else {
          time += one.wait;
          model.push({ time, id, value: one.value });
          line.push(time, id, one.value);
        }
      });
      expect(delivered(line, time)).toEqual(model.map((message) => [message.id, message.value]));
    }),
    { numRuns: 60 },
  );
});
