/**
 * A histogram with buckets of equal ratio: any quantile within a bounded relative error, weights, exact mean, minimum and
 * maximum; two of them merge by adding. Memory follows the range of the values, not their number. The bucket rule is
 * that of DDSketch (Masson, Rim & Lee, VLDB 2019).
 */

const DEFAULT_ERROR = 0.001;
const GROW_BY = 256;

/** A histogram as plain data, for another thread or machine; buckets as [number, count], ascending. */
export interface HistogramState {
  readonly relativeError: number;
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
  readonly zeros: number;
  readonly sum: number;
  readonly compensation: number;
  /** Absent where nothing was recorded. */
  readonly range?: readonly [least: number, most: number];
}

/** A histogram of logarithmic buckets: quantiles within 0.1 %, mergeable, of bounded size. */
export class LogHistogram {
  private readonly logRatio: number;
  private readonly midpoint: number;
  private counts = new Float64Array(0);
  /** Bucket number of `counts[0]`. */
  private base = 0;
  private zeros = 0;
  private total = 0;
  private sum = 0;
  /** Lost low-order part of `sum` (Neumaier). */
  private compensation = 0;
  private least = Number.POSITIVE_INFINITY;
  private most = Number.NEGATIVE_INFINITY;

  /** `relativeError`: bound on the error of a quantile. */
  constructor(readonly relativeError = DEFAULT_ERROR) {
    const ratio = (1 + relativeError) / (1 - relativeError);
    this.logRatio = Math.log(ratio);
    this.midpoint = 2 / (1 + ratio);
  }

  /** The histogram that `state()` gave; merging it is merging the one it was taken of. */
  static fromState({ relativeError, buckets, zeros, sum, compensation, range }: HistogramState): LogHistogram {
    const histogram = new LogHistogram(relativeError);
    for (const [bucket, count] of buckets) {
      histogram.add(bucket, count);
      histogram.total += count;
    }
    histogram.zeros = zeros;
    histogram.total += zeros;
    histogram.sum = sum;
    histogram.compensation = compensation;
    if (range) [histogram.least, histogram.most] = range;
    return histogram;
  }

  state(): HistogramState {
    const buckets: [number, number][] = [];
    this.counts.forEach((count, i) => {
      if (count > 0) buckets.push([this.base + i, count]);
    });
    const { relativeError, zeros, sum, compensation } = this;
    return {
      relativeError,
      buckets,
      zeros,
      sum,
      compensation,
      ...(this.total > 0 && { range: [this.least, this.most] as const }),
    };
  }

  get count(): number {
    return this.total;
  }

  /** Adds `count` values of `value`, which must not be negative. */
  record(value: number, count = 1): void {
    if (!(value >= 0)) throw new RangeError(`a histogram of durations cannot hold ${value}`);
    this.total += count;
    this.addToSum(value * count);
    if (value < this.least) this.least = value;
    if (value > this.most) this.most = value;
    if (value === 0) this.zeros += count;
    else this.add(Math.ceil(Math.log(value) / this.logRatio), count);
  }

  /**
   * Adds `count` of each value of an arithmetic progression, exactly as one by one but in time proportional to the buckets
   * that it crosses.
   */
  recordProgression(first: number, increment: number, steps: number, count: number): void {
    if (steps === 1 || increment === 0) {
      this.record(first, steps * count);
      return;
    }
    const last = first + increment * (steps - 1);
    const ratio = Math.exp(this.logRatio);
    for (let done = 0; done < steps; ) {
      const value = first + increment * done;
      const bucket = Math.ceil(Math.log(value) / this.logRatio);
      const edge = Math.exp(bucket * this.logRatio) / (increment > 0 ? 1 : ratio);
      const inside = Math.floor((edge - value) / increment) + 1;
      const here = Math.min(steps - done, Math.max(1, inside));
      this.add(bucket, here * count);
      done += here;
    }
    this.total += steps * count;
    this.addToSum(count * steps * ((first + last) / 2));
    this.least = Math.min(this.least, first, last);
    this.most = Math.max(this.most, first, last);
  }

  /** Adds another histogram of the same error bound. */
  merge(other: LogHistogram): void {
    if (other.relativeError !== this.relativeError)
      throw new RangeError('histograms of different error bounds do not merge');
    if (other.total === 0) return;
    other.counts.forEach((count, i) => {
      if (count > 0) this.add(other.base + i, count);
    });
    this.zeros += other.zeros;
    this.total += other.total;
    this.addToSum(other.sum);
    this.addToSum(other.compensation);
    this.least = Math.min(this.least, other.least);
    this.most = Math.max(this.most, other.most);
  }

  /** Value of rank ⌈q·n⌉ (nearest rank); NaN when empty. */
  quantile(q: number): number {
    if (this.total === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(q * this.total));
    if (rank >= this.total) return this.most;
    let seen = this.zeros;
    if (seen >= rank) return 0;
    for (let i = 0; i < this.counts.length; i++) {
      seen += this.counts[i]!;
      if (seen >= rank) return this.clamp(Math.exp((this.base + i) * this.logRatio) * this.midpoint);
    }
    return this.most;
  }

  mean(): number {
    return this.total === 0 ? Number.NaN : (this.sum + this.compensation) / this.total;
  }

  max(): number {
    return this.total === 0 ? Number.NaN : this.most;
  }

  private add(bucket: number, count: number): void {
    const slot = this.slot(bucket); // may replace `counts` by a longer array
    this.counts[slot]! += count;
  }

  private clamp(value: number): number {
    return Math.min(this.most, Math.max(this.least, value));
  }

  private addToSum(value: number): void {
    const next = this.sum + value;
    const [big, small] = Math.abs(this.sum) >= Math.abs(value) ? [this.sum, value] : [value, this.sum];
    this.compensation += big - next + small;
    this.sum = next;
  }

  /** Position of a bucket in `counts`, which grows to hold it. */
  private slot(bucket: number): number {
    if (this.counts.length === 0) this.base = bucket - GROW_BY / 2;
    const position = bucket - this.base;
    if (position >= 0 && position < this.counts.length) return position;
    const from = Math.min(this.base, bucket - GROW_BY / 2);
    const to = Math.max(this.base + this.counts.length, bucket + GROW_BY / 2);
    const grown = new Float64Array(to - from);
    grown.set(this.counts, this.base - from);
    this.counts = grown;
    this.base = from;
    return bucket - from;
  }
}
