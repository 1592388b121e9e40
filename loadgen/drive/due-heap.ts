/** Requests that follow others, the earliest due first. */
import type { TrafficRequest } from '../../scenarios/index.js';

/** A binary heap by arrival; requests of one arrival come in any order. */
export class DueHeap {
  private readonly items: TrafficRequest[] = [];

  get first(): TrafficRequest | undefined {
    return this.items[0];
  }

  add(request: TrafficRequest): void {
    const { items } = this;
    let i = items.push(request) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (items[parent]!.arrival_s <= request.arrival_s) break;
      items[i] = items[parent]!;
      i = parent;
    }
    items[i] = request;
  }

  take(): TrafficRequest | undefined {
    const { items } = this;
    const first = items[0];
    const last = items.pop();
    if (items.length === 0 || !last) return first;
    let i = 0;
    for (let child = 1; child < items.length; child = 2 * i + 1) {
      if (child + 1 < items.length && items[child + 1]!.arrival_s < items[child]!.arrival_s) child++;
      if (items[child]!.arrival_s >= last.arrival_s) break;
      items[i] = items[child]!;
      i = child;
    }
    items[i] = last;
    return first;
  }
}
