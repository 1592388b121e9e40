import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FinishHeap } from './finish-heap.js';
import type { Sequence } from './sequence.js';
import { sequenceOf } from './testing/engine-rig.js';

function sequence(finishStep: number, order: number): Sequence {
  return Object.assign(sequenceOf(order), { finishStep, order });
}

const byFinish = (a: Sequence, b: Sequence) => a.finishStep - b.finishStep || a.order - b.order;

function popAll(heap: FinishHeap<Sequence>): Sequence[] {
  const all: Sequence[] = [];
  while (heap.size > 0) all.push(heap.pop());
  return all;
}

describe('decoding sequences', () => {
  it('come out by their last step, those of one step in the order of admission', () => {
    const heap = new FinishHeap<Sequence>();
    for (const [step, order] of [
      [5, 0],
      [3, 1],
      [5, 2],
      [3, 3],
      [9, 4],
    ] as const) {
      heap.push(sequence(step, order));
    }
    expect([heap.size, heap.nextFinish]).toEqual([5, 3]);
    expect(popAll(heap).map(({ order }) => order)).toEqual([1, 3, 0, 2, 4]);
  });

  it('are all there, in whatever order', () => {
    const heap = new FinishHeap<Sequence>();
    const some = [sequence(2, 0), sequence(1, 1)];
    for (const each of some) heap.push(each);
    expect([...heap.all()].sort(byFinish)).toEqual([...some].sort(byFinish));
  });

  it('may be taken out from anywhere', () => {
    for (let gone = 0; gone < 7; gone++) {
      const heap = new FinishHeap<Sequence>();
      const some = Array.from({ length: 7 }, (_, i) => sequence((i * 3) % 7, i));
      for (const each of some) heap.push(each);
      heap.remove(some[gone]!);
      expect(popAll(heap)).toEqual(some.filter((_, i) => i !== gone).sort(byFinish));
    }
  });
});

it('is a sorted list under any pushes, pops and removals', () => {
  const step = fc.record({ what: fc.constantFrom('push', 'push', 'pop', 'remove'), at: fc.nat({ max: 12 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const heap = new FinishHeap<Sequence>();
      const model: Sequence[] = [];
      steps.forEach(({ what, at }, order) => {
        if (what === 'push' || model.length === 0) {
          const comes = sequence(at, order);
          heap.push(comes);
          model.push(comes);
        } else if (what === 'pop') {
          expect(heap.pop()).toBe(model.shift());
        } else {
          const [gone] = model.splice(at % model.length, 1);
          heap.remove(gone!);
        }
        model.sort(byFinish);
        expect(heap.size).toBe(model.length);
        if (model.length > 0) expect(heap.nextFinish).toBe(model[0]!.finishStep);
      });
      expect(popAll(heap)).toEqual(model);
    }),
  );
});
