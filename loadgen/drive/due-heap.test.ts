/** The heap against what it stands for: a list that is sorted after every change. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TrafficRequest } from '../../scenarios/index.js';
import { DueHeap } from './due-heap.js';

let ids = 0;
const due = (arrival_s: number): TrafficRequest => ({ id: ids++, arrival_s, inputTokens: 1, outputTokens: 1 });
const taken = (heap: DueHeap) => {
  const times: number[] = [];
  for (let next = heap.take(); next; next = heap.take()) times.push(next.arrival_s);
  return times;
};
const filled = (times: readonly number[]) => {
  const heap = new DueHeap();
  for (const time of times) heap.add(due(time));
  return heap;
};

it('holds nothing at first, and nothing again when all is taken', () => {
  const heap = new DueHeap();
  expect([heap.first, heap.take()]).toEqual([undefined, undefined]);
  heap.add(due(3));
  expect(heap.take()!.arrival_s).toBe(3);
  expect([heap.first, heap.take()]).toEqual([undefined, undefined]);
});

it('looking at the first takes nothing', () => {
  const heap = filled([2, 1]);
  expect([heap.first, heap.first].map((each) => each!.arrival_s)).toEqual([1, 1]);
  expect(taken(heap)).toEqual([1, 2]);
});

it.each([
  [[1, 2, 3, 4, 5, 6, 7]],
  [[7, 6, 5, 4, 3, 2, 1]],
  [[4, 2, 6, 1, 3, 5, 7]],
  [[1, 1, 1, 0, 1]],
  [[0, -1, Number.POSITIVE_INFINITY, 0.5]],
])('%j comes out ascending', (times) => {
  expect(taken(filled(times))).toEqual([...times].sort((a, b) => a - b));
});

it('gives back the requests themselves, each once', () => {
  const requests = [5, 3, 9, 3, 1].map(due);
  const heap = new DueHeap();
  for (const request of requests) heap.add(request);
  const out = requests.map(() => heap.take()!);
  expect(new Set(out)).toEqual(new Set(requests));
});

it('is a sorted list, whatever comes and goes', () => {
  const step = fc.oneof(fc.record({ add: fc.integer({ min: 0, max: 30 }) }), fc.constant('take' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const heap = new DueHeap();
      const model: number[] = [];
      for (const each of steps) {
        if (each === 'take') expect(heap.take()?.arrival_s).toBe(model.shift());
        else {
          heap.add(due(each.add));
          model.push(each.add);
          model.sort((a, b) => a - b);
        }
        expect(heap.first?.arrival_s).toBe(model[0]);
      }
      expect(taken(heap)).toEqual(model);
    }),
    { numRuns: 200 },
  );
});
