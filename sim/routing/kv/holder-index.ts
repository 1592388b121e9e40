/**
 * Which workers hold which prefix block: block → slots, for all workers at once. A block of one holder, the common case,
 * is a number; a shared block is a row of bits in one array, so that a prefix walk intersects 32 workers at a time.
 */
import { BitRows, eachBit } from './bit-rows.js';

/** Block → the slots that hold it. */
export class HolderIndex {
  /** Block → ~slot of its one holder (negative), or the row of its holders' bits. */
  private readonly holders = new Map<number, number>();
  private readonly rows = new BitRows();
  /** Slots whose workers are gone while their blocks are still here. */
  private readonly forgotten = new Set<number>();
  /** One above the highest slot that has stored anything. */
  private limit = 0;
  /** The slots that hold the prefix as far as the walk has come. */
  private alive = new Uint32Array(1);

  /** Blocks that somebody holds. */
  get size(): number {
    return this.holders.size;
  }

  /** The slot holds the block. */
  store(slot: number, block: number): void {
    if (slot >= this.limit) this.makeRoom(slot + 1);
    const entry = this.holders.get(block);
    if (entry === undefined) this.holders.set(block, ~slot);
    else if (entry >= 0) this.rows.set(entry, slot);
    else if (~entry !== slot) {
      const row = this.rows.take();
      this.rows.set(row, ~entry);
      this.rows.set(row, slot);
      this.holders.set(block, row);
    }
  }

  /** The slot no longer holds the block. */
  drop(slot: number, block: number): void {
    const entry = this.holders.get(block);
    if (entry === undefined) return;
    if (entry === ~slot) this.holders.delete(block);
    else if (entry >= 0 && slot < this.limit) {
      this.rows.clear(entry, slot);
      this.shrink(block, entry);
    }
  }

  /**
   * The worker of this slot is gone: no walk finds it any more. Its blocks go in one sweep over all blocks, once a
   * quarter of the slots wait for it. Returns the slots that are clean, which may be given to other workers.
   */
  forget(slot: number): number[] {
    if (slot >= this.limit) return [slot];
    this.forgotten.add(slot);
    if (this.forgotten.size * 4 < this.limit) return [];
    for (const [block, entry] of this.holders) {
      if (entry < 0) {
        if (this.forgotten.has(~entry)) this.holders.delete(block);
        continue;
      }
      for (const gone of this.forgotten) this.rows.clear(entry, gone);
      this.shrink(block, entry);
    }
    const clean = [...this.forgotten];
    this.forgotten.clear();
    return clean;
  }

  /** How many blocks the slot holds from the first one on, without a gap. */
  depthOf(slot: number, blocks: readonly number[]): number {
    let depth = 0;
    while (depth < blocks.length && this.holds(slot, blocks[depth]!)) depth++;
    return depth;
  }

  /** Tells each slot that holds the first block how deep it holds the prefix; stops where nobody holds on. */
  walk(blocks: readonly number[], reached: (slot: number, depth: number) => void): void {
    const first = blocks.length === 0 ? undefined : this.holders.get(blocks[0]!);
    if (first === undefined) return;
    if (first < 0) {
      if (!this.forgotten.has(~first)) reached(~first, this.depthOf(~first, blocks));
      return;
    }
    const { alive } = this;
    this.rows.copyTo(alive, first);
    for (const gone of this.forgotten) alive[gone >>> 5]! &= ~(1 << (gone & 31));
    let depth = 1;
    for (; depth < blocks.length; depth++) {
      const entry = this.holders.get(blocks[depth]!);
      if (entry === undefined) break;
      if (!this.narrow(entry, depth, reached)) return;
    }
    for (let word = 0; word < alive.length; word++) eachBit(alive[word]!, word * 32, (slot) => reached(slot, depth));
  }

  /** Keeps the slots that hold this block too, tells the others; whether any is left. */
  private narrow(entry: number, depth: number, reached: (slot: number, depth: number) => void): boolean {
    const { alive, rows } = this;
    const single = ~entry;
    let left = 0;
    for (let word = 0; word < alive.length; word++) {
      const before = alive[word]!;
      if (before === 0) continue;
      const held = entry >= 0 ? rows.word(entry, word) : single >>> 5 === word ? 1 << (single & 31) : 0;
      const lost = before & ~held;
      if (lost !== 0) eachBit(lost, word * 32, (slot) => reached(slot, depth));
      alive[word] = before & held;
      left |= before & held;
    }
    return left !== 0;
  }

  private holds(slot: number, block: number): boolean {
    const entry = this.holders.get(block);
    if (entry === undefined) return false;
    return entry < 0 ? ~entry === slot : this.rows.has(entry, slot);
  }

  /** A block of one holder needs no row; one of none no entry. */
  private shrink(block: number, row: number): void {
    const only = this.rows.only(row);
    if (only === undefined) return;
    this.rows.release(row);
    if (only < 0) this.holders.delete(block);
    else this.holders.set(block, ~only);
  }

  private makeRoom(limit: number): void {
    this.limit = limit;
    this.rows.fit(limit);
    this.alive = new Uint32Array(this.rows.words);
  }
}
