/** A least-recently-used set of blocks with a capacity: a doubly linked list in typed arrays, for millions of touches. */
export class LruBlocks {
  hits = 0;
  private readonly slots = new Map<number, number>();
  private readonly blocks: Float64Array;
  private readonly newer: Int32Array;
  private readonly older: Int32Array;
  private newest = -1;
  private oldest = -1;

  constructor(readonly capacity: number) {
    this.blocks = new Float64Array(capacity);
    this.newer = new Int32Array(capacity);
    this.older = new Int32Array(capacity);
  }

  /** Counts the leading blocks that are cached as hits, then caches all, the last one newest. */
  request(blocks: readonly number[]): void {
    let hits = 0;
    while (hits < blocks.length && this.slots.has(blocks[hits]!)) hits++;
    this.hits += hits;
    for (const block of blocks) this.touch(block);
  }

  private touch(block: number): void {
    let slot = this.slots.get(block);
    if (slot === this.newest && slot !== undefined) return;
    if (slot !== undefined) this.unlink(slot);
    else {
      slot = this.slots.size < this.capacity ? this.slots.size : this.evict();
      this.slots.set(block, slot);
      this.blocks[slot] = block;
    }
    this.older[slot] = this.newest;
    this.newer[slot] = -1;
    if (this.newest >= 0) this.newer[this.newest] = slot;
    else this.oldest = slot;
    this.newest = slot;
  }

  private evict(): number {
    const slot = this.oldest;
    this.slots.delete(this.blocks[slot]!);
    this.unlink(slot);
    return slot;
  }

  private unlink(slot: number): void {
    const [newer, older] = [this.newer[slot]!, this.older[slot]!];
    if (newer >= 0) this.older[newer] = older;
    else this.newest = older;
    if (older >= 0) this.newer[older] = newer;
    else this.oldest = newer;
  }
}
