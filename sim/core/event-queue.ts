/**
 * The pending events: a binary heap on typed arrays, ordered by (time, priority, sequence), so that ties come out in
 * one fixed order. Hot: every event of a run passes here twice; the heap moves 8-byte keys and a slot number, never
 * objects, and the non-null assertions below say that an index is inside the heap.
 */
const INITIAL_CAPACITY = 64;
/** Sequence numbers below 2^44 and priorities below 2^9 fit one double exactly. */
const PRIORITY_WEIGHT = 2 ** 44;
/** Kinds of events that a queue tells apart: 0 to one below this. */
export const MAX_KINDS = 2 ** 16;

/** Events by (time, priority, order of pushing); of each it keeps a kind, 0 to {@link MAX_KINDS} − 1, and a target. */
export class EventQueue {
  private times = new Float64Array(INITIAL_CAPACITY);
  private ranks = new Float64Array(INITIAL_CAPACITY);
  private slots = new Int32Array(INITIAL_CAPACITY);
  private kinds = new Uint16Array(INITIAL_CAPACITY);
  private targets: unknown[] = [];
  private freeSlots: number[] = [];
  private size = 0;
  private sequence = 0;

  /** Events that are pending. */
  get length(): number {
    return this.size;
  }

  /** Time of the next event; Infinity when there is none. */
  nextTime(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  /** Adds an event. Among equal times the lower priority comes first, then the earlier push. */
  push(time: number, priority: number, kind: number, target: unknown): void {
    const slot = this.freeSlots.pop() ?? this.targets.length;
    this.targets[slot] = target;
    if (this.size === this.times.length) this.grow();
    if (slot >= this.kinds.length) this.kinds = widen(this.kinds, new Uint16Array(this.kinds.length * 2));
    this.kinds[slot] = kind;
    this.siftUp(this.size++, time, priority * PRIORITY_WEIGHT + this.sequence++, slot);
  }

  /** Removes the next event and hands its kind and target to `take`. The queue must not be empty. */
  pop(take: (kind: number, target: unknown) => void): void {
    const slot = this.slots[0]!;
    const kind = this.kinds[slot]!;
    const target = this.targets[slot];
    this.targets[slot] = undefined;
    this.freeSlots.push(slot);
    const last = --this.size;
    if (last > 0) this.siftDown(this.times[last]!, this.ranks[last]!, this.slots[last]!);
    take(kind, target);
  }

  private siftUp(start: number, time: number, rank: number, slot: number): void {
    const { times, ranks, slots } = this;
    let hole = start;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent]! < time || (times[parent]! === time && ranks[parent]! < rank)) break;
      times[hole] = times[parent]!;
      ranks[hole] = ranks[parent]!;
      slots[hole] = slots[parent]!;
      hole = parent;
    }
    times[hole] = time;
    ranks[hole] = rank;
    slots[hole] = slot;
  }

  private siftDown(time: number, rank: number, slot: number): void {
    const { times, ranks, slots, size } = this;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      const right = child + 1;
      if (
        right < size &&
        (times[right]! < times[child]! || (times[right]! === times[child]! && ranks[right]! < ranks[child]!))
      ) {
        child = right;
      }
      if (time < times[child]! || (time === times[child]! && rank < ranks[child]!)) break;
      times[hole] = times[child]!;
      ranks[hole] = ranks[child]!;
      slots[hole] = slots[child]!;
      hole = child;
    }
    times[hole] = time;
    ranks[hole] = rank;
    slots[hole] = slot;
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = widen(this.times, new Float64Array(capacity));
    this.ranks = widen(this.ranks, new Float64Array(capacity));
    this.slots = widen(this.slots, new Int32Array(capacity));
  }
}

function widen<A extends Float64Array | Int32Array | Uint16Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
