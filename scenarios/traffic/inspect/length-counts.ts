/** How often each length occurs: exact quantiles in memory that grows with the longest, not with the number. */
export class LengthCounts {
  total = 0;
  max = 0;
  private counts = new Uint32Array(1 << 12);
  private sum = 0;

  add(length: number): void {
    if (length >= this.counts.length) this.grow(length);
    this.counts[length]!++;
    this.total++;
    this.sum += length;
    if (length > this.max) this.max = length;
  }

  get mean(): number {
    return this.sum / this.total;
  }

  /** The smallest length that a share `p` does not exceed. */
  quantile(p: number): number {
    const rank = Math.max(1, Math.ceil(p * this.total));
    let seen = 0;
    for (let length = 0; length <= this.max; length++) {
      seen += this.counts[length]!;
      if (seen >= rank) return length;
    }
    return this.max;
  }

  /** Requests by powers of `base`: bin i holds the lengths in [base^i, base^(i+1)). */
  bins(base: number): number[] {
    const bins: number[] = [];
    for (let length = 0; length <= this.max; length++) {
      const bin = length === 0 ? 0 : Math.floor(Math.log(length) / Math.log(base) + 1e-9);
      while (bins.length <= bin) bins.push(0);
      bins[bin]! += this.counts[length]!;
    }
    return bins;
  }

  private grow(length: number): void {
    const wider = new Uint32Array(2 ** Math.ceil(Math.log2(length + 1)));
    wider.set(this.counts);
    this.counts = wider;
  }
}
