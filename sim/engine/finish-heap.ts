/**
 * The requests of a batch by the step in which each gets its last token; equals in the order in which they joined. A plain
 * binary heap: a batch holds at most a few thousand.
 */
import type { InFlight } from '../cluster/in-flight.js';

export interface Running {
  readonly inFlight: InFlight;
  readonly finishStep: number;
  readonly order: number;
}

export class FinishHeap {
  private readonly items: Running[] = [];

  get size(): number {
    return this.items.length;
  }

  /** Step of the next finish; there must be one. */
  get nextFinish(): number {
    return this.items[0]!.finishStep;
  }

  /** All requests, in no particular order. */
  all(): readonly Running[] {
    return this.items;
  }

  push(item: Running): void {
    const { items } = this;
    let hole = items.length;
    items.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(item, items[parent]!)) break;
      items[hole] = items[parent]!;
      hole = parent;
    }
    items[hole] = item;
  }

  pop(): Running {
    const { items } = this;
    const first = items[0]!;
    const item = items.pop()!;
    if (items.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && isBefore(items[child + 1]!, items[child]!)) child++;
      if (!isBefore(items[child]!, item)) break;
      items[hole] = items[child]!;
      hole = child;
    }
    items[hole] = item;
    return first;
  }
}

function isBefore(a: Running, b: Running): boolean {
  return a.finishStep < b.finishStep || (a.finishStep === b.finishStep && a.order < b.order);
}
