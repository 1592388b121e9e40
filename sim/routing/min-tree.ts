/**
 * A tournament tree over slots on typed arrays: which slot has the lowest key, ties by the lowest id. A change plays the
 * matches on the way to the root again, O(log slots); the winner is read in O(1). Beside each winner stands how many
 * slots below share its key, so that one of the tied can be picked at random without looking at all of them.
 */
const NOBODY = -1;
const INITIAL_LEAVES = 8;

/** Slots by key, the lowest on top. */
export class MinTree {
  private leaves = INITIAL_LEAVES;
  private keys = new Float64Array(INITIAL_LEAVES);
  private ids = new Float64Array(INITIAL_LEAVES);
  /** Node n has the children 2n and 2n + 1; the leaf of slot s is node leaves + s. */
  private winners = new Int32Array(2 * INITIAL_LEAVES).fill(NOBODY);
  private ties = new Int32Array(2 * INITIAL_LEAVES);

  /** The slot with the lowest key; undefined when no slot has one. */
  get first(): number | undefined {
    const winner = this.winners[1]!;
    return winner === NOBODY ? undefined : winner;
  }

  /** How many slots share the lowest key. */
  get tied(): number {
    return this.ties[1]!;
  }

  /** The key of a slot that has one. */
  key(slot: number): number {
    return this.keys[slot]!;
  }

  /** Gives a slot its key; `id` orders it among equal keys. */
  set(slot: number, key: number, id: number): void {
    while (slot >= this.leaves) this.grow();
    this.keys[slot] = key;
    this.ids[slot] = id;
    this.seat(slot, slot, 1);
  }

  /** Takes a slot out. */
  delete(slot: number): void {
    if (slot < this.leaves) this.seat(slot, NOBODY, 0);
  }

  /** The tied slot at this position, 0 to {@link tied} − 1. */
  tiedAt(position: number): number {
    const key = this.keys[this.winners[1]!]!;
    let node = 1;
    let left = position;
    while (node < this.leaves) {
      node *= 2;
      const here = this.winners[node] !== NOBODY && this.keys[this.winners[node]!] === key ? this.ties[node]! : 0;
      if (left >= here) {
        left -= here;
        node++;
      }
    }
    return this.winners[node]!;
  }

  /** The slot with the lowest key that `fits` accepts. Where the best one does not, whole branches that cannot win are left out. */
  firstWhere(fits: (slot: number) => boolean): number | undefined {
    const best = this.search(1, NOBODY, NOBODY, fits);
    return best === NOBODY ? undefined : best;
  }

  /** The better of `best` and what fits below this node; `refused` is the slot that the node above has tried. */
  private search(node: number, best: number, refused: number, fits: (slot: number) => boolean): number {
    const winner = this.winners[node]!;
    if (winner === NOBODY || (best !== NOBODY && !this.beats(winner, best))) return best;
    if (winner !== refused && fits(winner)) return winner;
    if (node >= this.leaves) return best;
    const near = this.winners[2 * node] === winner ? 2 * node : 2 * node + 1;
    return this.search(near, this.search(near ^ 1, best, winner, fits), winner, fits);
  }

  private seat(slot: number, occupant: number, ties: number): void {
    let node = this.leaves + slot;
    this.winners[node] = occupant;
    this.ties[node] = ties;
    for (node >>= 1; node >= 1; node >>= 1) this.play(node);
  }

  private play(node: number): void {
    const { winners, ties, keys } = this;
    const left = winners[2 * node]!;
    const right = winners[2 * node + 1]!;
    if (left === NOBODY || right === NOBODY) {
      winners[node] = left === NOBODY ? right : left;
      ties[node] = ties[2 * node]! + ties[2 * node + 1]!;
      return;
    }
    const leftKey = keys[left]!;
    const rightKey = keys[right]!;
    const leftWins = leftKey < rightKey || (leftKey === rightKey && this.ids[left]! < this.ids[right]!);
    winners[node] = leftWins ? left : right;
    ties[node] =
      leftKey === rightKey ? ties[2 * node]! + ties[2 * node + 1]! : ties[leftWins ? 2 * node : 2 * node + 1]!;
  }

  private beats(slot: number, other: number): boolean {
    const difference = this.keys[slot]! - this.keys[other]!;
    return difference < 0 || (difference === 0 && this.ids[slot]! < this.ids[other]!);
  }

  private grow(): void {
    const { leaves, winners, ties } = this;
    this.leaves = 2 * leaves;
    this.keys = widen(this.keys, 2 * leaves);
    this.ids = widen(this.ids, 2 * leaves);
    this.winners = new Int32Array(4 * leaves).fill(NOBODY);
    this.ties = new Int32Array(4 * leaves);
    this.winners.set(winners.subarray(leaves), 2 * leaves);
    this.ties.set(ties.subarray(leaves), 2 * leaves);
    for (let node = 2 * leaves - 1; node >= 1; node--) this.play(node);
  }
}

function widen(array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const wide = new Float64Array(length);
  wide.set(array);
  return wide;
}
