/** Sets of slots as rows of bits, all of one width, in one typed array; rows are taken and released. */
const INITIAL_ROWS = 16;

/** Rows of bits, one bit a slot. */
export class BitRows {
  /** 32-bit words of a row. */
  words = 1;
  private bits = new Uint32Array(INITIAL_ROWS);
  private taken = 0;
  private readonly free: number[] = [];

  /** An empty row. */
  take(): number {
    const row = this.free.pop() ?? this.taken++;
    const needed = this.taken * this.words;
    if (needed > this.bits.length) {
      const wide = new Uint32Array(needed * 2);
      wide.set(this.bits);
      this.bits = wide;
    }
    return row;
  }

  /** Empties the row and gives it back. */
  release(row: number): void {
    this.bits.fill(0, row * this.words, (row + 1) * this.words);
    this.free.push(row);
  }

  set(row: number, slot: number): void {
    this.bits[row * this.words + (slot >>> 5)]! |= 1 << (slot & 31);
  }

  clear(row: number, slot: number): void {
    this.bits[row * this.words + (slot >>> 5)]! &= ~(1 << (slot & 31));
  }

  has(row: number, slot: number): boolean {
    const word = slot >>> 5;
    return word < this.words && (this.bits[row * this.words + word]! & (1 << (slot & 31))) !== 0;
  }

  word(row: number, word: number): number {
    return this.bits[row * this.words + word]!;
  }

  /** Copies a row into an array of {@link words} words. */
  copyTo(target: Uint32Array, row: number): void {
    const start = row * this.words;
    for (let word = 0; word < this.words; word++) target[word] = this.bits[start + word]!;
  }

  /** The one slot of a row that has one, −1 for an empty row, undefined for a row of several. */
  only(row: number): number | undefined {
    let found = -1;
    for (let word = 0; word < this.words; word++) {
      const bits = this.word(row, word);
      if (bits === 0) continue;
      if (found >= 0 || (bits & (bits - 1)) !== 0) return undefined;
      found = word * 32 + 31 - Math.clz32(bits);
    }
    return found;
  }

  /** Makes every row wide enough for slots below `limit`. */
  fit(limit: number): void {
    const words = Math.max(this.words, 2 ** Math.ceil(Math.log2(Math.ceil(limit / 32))));
    if (words === this.words) return;
    const wide = new Uint32Array(Math.max(INITIAL_ROWS, this.taken) * words);
    for (let row = 0; row < this.taken; row++) {
      wide.set(this.bits.subarray(row * this.words, (row + 1) * this.words), row * words);
    }
    this.bits = wide;
    this.words = words;
  }
}

/** Calls `take` with `base` plus the position of each bit that is set, the lowest first. */
export function eachBit(bits: number, base: number, take: (slot: number) => void): void {
  for (let left = bits; left !== 0; left &= left - 1) take(base + 31 - Math.clz32(left & -left));
}
