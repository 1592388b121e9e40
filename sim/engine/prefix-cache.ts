/**
 * The prompt blocks that one worker keeps because a later prompt may begin with them. A block is pinned while a sequence
 * inside uses it and evictable after; evictable blocks go in order of their last use. Block ids are chained (an id names its
 * whole prefix), so a prompt's hits are its leading blocks.
 *
 * `leaf_first` marks a prompt's blocks as used from the last to the first, so that of one prompt the deepest goes first and
 * no block outlives its prefix (the order in which vLLM frees, and what SGLang's radix tree does). `lru` marks them in
 * prompt order: plain least recently used, which can evict a prefix and strand what hangs on it.
 */
export type EvictionOrder = 'lru' | 'leaf_first';

/** Who hears of blocks that come in and go. */
export interface CacheListener {
  stored(block: number): void;
  removed(block: number): void;
}

class Entry {
  pins = 1;
  older: Entry | undefined = undefined;
  newer: Entry | undefined = undefined;

  constructor(readonly block: number) {}
}

/** The prefix blocks of one worker: in use, or kept in case they are asked for again. */
export class PrefixCache {
  private readonly entries = new Map<number, Entry>();
  private oldest: Entry | undefined;
  private newest: Entry | undefined;
  private evictableCount = 0;

  constructor(
    private readonly order: EvictionOrder,
    private readonly listener?: CacheListener,
  ) {}

  /** Blocks that a sequence inside uses, each counted once. */
  get pinned(): number {
    return this.entries.size - this.evictableCount;
  }

  /** Blocks that nobody uses now. */
  get evictable(): number {
    return this.evictableCount;
  }

  /** How many of the first `most` blocks are here, up to the first that is not. */
  hits(blocks: readonly number[], most: number): number {
    let count = 0;
    while (count < most && this.entries.has(blocks[count]!)) count++;
    return count;
  }

  /** How many of the first `count` blocks are pinned already; they must all be here. */
  pinnedAmong(blocks: readonly number[], count: number): number {
    let pinned = 0;
    for (let i = 0; i < count; i++) if (this.entries.get(blocks[i]!)!.pins > 0) pinned++;
    return pinned;
  }

  /** Pins the first `count` blocks; those that are missing come in. */
  pin(blocks: readonly number[], count: number): void {
    for (let i = 0; i < count; i++) {
      const block = blocks[i]!;
      const entry = this.entries.get(block);
      if (!entry) {
        this.entries.set(block, new Entry(block));
        this.listener?.stored(block);
      } else if (entry.pins++ === 0) {
        this.unlink(entry);
      }
    }
  }

  /** Ends one use of the first `count` blocks. */
  unpin(blocks: readonly number[], count: number): void {
    if (this.order === 'lru') for (let i = 0; i < count; i++) this.release(blocks[i]!);
    else for (let i = count - 1; i >= 0; i--) this.release(blocks[i]!);
  }

  /** Throws out the `count` blocks that were used least recently; there must be as many. */
  evict(count: number): void {
    for (let i = 0; i < count; i++) {
      const entry = this.oldest!;
      this.unlink(entry);
      this.entries.delete(entry.block);
      this.listener?.removed(entry.block);
    }
  }

  private release(block: number): void {
    const entry = this.entries.get(block)!;
    if (--entry.pins > 0) return;
    entry.older = this.newest;
    if (this.newest) this.newest.newer = entry;
    else this.oldest = entry;
    this.newest = entry;
    this.evictableCount++;
  }

  private unlink(entry: Entry): void {
    if (entry.older) entry.older.newer = entry.newer;
    else this.oldest = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else this.newest = entry.older;
    entry.older = undefined;
    entry.newer = undefined;
    this.evictableCount--;
  }
}
