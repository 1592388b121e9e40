/** Small numbers for workers, given back when a worker goes, so that indexes over workers are plain arrays. */
import type { Routable } from './router.js';

/** Who has which slot. */
export class Slots<W extends Routable> {
  private readonly byId = new Map<number, number>();
  private readonly workers: (W | undefined)[] = [];
  private readonly free: number[] = [];

  /** One above the highest slot ever given. */
  get limit(): number {
    return this.workers.length;
  }

  add(worker: W): number {
    const slot = this.free.pop() ?? this.workers.length;
    this.workers[slot] = worker;
    this.byId.set(worker.id, slot);
    return slot;
  }

  /** The worker's slot; undefined for a worker that is not here. */
  of(worker: W): number | undefined {
    return this.byId.get(worker.id);
  }

  /** As {@link of}, by id. */
  ofId(id: number): number | undefined {
    return this.byId.get(id);
  }

  /** The worker of a slot; undefined for a slot without one. */
  at(slot: number): W | undefined {
    return this.workers[slot];
  }

  /** Takes the worker off its slot; {@link release} then allows the slot for another. */
  remove(worker: W): number | undefined {
    const slot = this.byId.get(worker.id);
    if (slot === undefined) return undefined;
    this.byId.delete(worker.id);
    this.workers[slot] = undefined;
    return slot;
  }

  release(slot: number): void {
    this.free.push(slot);
  }
}
