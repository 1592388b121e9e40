/**
 * The decoding sequences of a batch by the step in which each gets its last token; equals in the order of admission. A plain
 * binary heap: a batch holds at most a few thousand.
 */
import type { Sequence } from './sequence.js';

/** Sequences by their last step; the one that finishes next on top. */
export class FinishHeap<S extends Sequence> {
  private readonly items: S[] = [];

  get size(): number {
    return this.items.length;
  }

  /** Step of the next finish; there must be one. */
  get nextFinish(): number {
    return this.items[0]!.finishStep;
  }

  /** All of them, in no particular order. */
  all(): readonly S[] {
    return this.items;
  }

  push(item: S): void {
    this.items.push(item);
    this.siftUp(this.items.length - 1, item);
  }

  pop(): S {
    const first = this.items[0]!;
    const item = this.items.pop()!;
    if (this.items.length > 0) this.siftDown(0, item);
    return first;
  }

  /** Takes out a sequence that is in it. */
  remove(sequence: S): void {
    const hole = this.items.indexOf(sequence);
    const item = this.items.pop()!;
    if (item === sequence) return;
    this.siftUp(hole, item);
    if (this.items[hole] === item) this.siftDown(hole, item);
  }

  private siftUp(start: number, item: S): void {
    const { items } = this;
    let hole = start;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(item, items[parent]!)) break;
      items[hole] = items[parent]!;
      hole = parent;
    }
    items[hole] = item;
  }

  private siftDown(start: number, item: S): void {
    const { items } = this;
    let hole = start;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child++;
      if (!isBefore(items[child]!, item)) break;
      items[hole] = items[child]!;
      hole = child;
    }
    items[hole] = item;
  }
}

function isBefore(a: Sequence, b: Sequence): boolean {
  return a.finishStep < b.finishStep || (a.finishStep === b.finishStep && a.order < b.order);
}
