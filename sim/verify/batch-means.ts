/**
 * A mean from one run with its own 95 % interval, by batch means: the observations after a warm-up are cut into batches
 * long against the queue's memory, and the batches' means are nearly independent.
 */

/** A mean and how sure it is. */
export interface Estimate {
  readonly mean: number;
  /** Half the width of the 95 % interval. */
  readonly halfWidth: number;
}

/** Takes observations one by one. */
export class BatchMeans {
  private readonly sums: number[] = [];
  private seen = 0;
  private inBatch = 0;
  private sum = 0;

  constructor(
    private readonly warmUp: number,
    private readonly batchSize: number,
  ) {}

  add(value: number): void {
    if (this.seen++ < this.warmUp) return;
    this.sum += value;
    if (++this.inBatch < this.batchSize) return;
    this.sums.push(this.sum);
    this.sum = 0;
    this.inBatch = 0;
  }

  /** The estimate over the whole batches so far; at least two are needed. */
  estimate(): Estimate {
    const means = this.sums.map((sum) => sum / this.batchSize);
    const n = means.length;
    const mean = means.reduce((sum, value) => sum + value, 0) / n;
    const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
    return { mean, halfWidth: studentT975(n - 1) * Math.sqrt(variance / n) };
  }
}

const Z_975 = 1.959963984540054;

/**
 * Upper 2.5 % point of Student's t, by the Cornish–Fisher expansion (Abramowitz & Stegun 26.7.5); within 1e-3 from five
 * degrees of freedom.
 */
export function studentT975(degrees: number): number {
  const z = Z_975;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  const g4 = (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92160;
  return z + g1 / degrees + g2 / degrees ** 2 + g3 / degrees ** 3 + g4 / degrees ** 4;
}
