/** A binary heap of values by ascending key; equal keys in no particular order. */
export class MinHeap<T> {
  private readonly entries: { readonly key: number; readonly value: T }[] = [];

  get size(): number {
    return this.entries.length;
  }

  /** The entry of the least key; there must be one. */
  peek(): { readonly key: number; readonly value: T } {
    return this.entries[0]!;
  }

  push(key: number, value: T): void {
    const { entries } = this;
    const entry = { key, value };
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]!.key <= key) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  /** Takes the entry of the least key; there must be one. */
  pop(): { readonly key: number; readonly value: T } {
    const { entries } = this;
    const top = entries[0]!;
    const last = entries.pop()!;
    if (entries.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1]!.key < entries[child]!.key) child++;
      if (entries[child]!.key >= last.key) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = last;
    return top;
  }
}
