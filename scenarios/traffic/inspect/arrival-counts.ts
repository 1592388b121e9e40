/** Arrivals over time: counts by second, and the gaps between neighbours. */
import { randomStream } from '../../random/index.js';

/** Gaps kept for the fits; of more, a sample at random. */
const SAMPLE = 100_000;

/** Counts of arrivals in bins of one length. */
export interface BinStatistics {
  readonly bin_s: number;
  readonly max: number;
  /** Index of dispersion, variance ÷ mean of the counts: 1 for a Poisson process. */
  readonly idc: number;
}

/** Counts arrivals in one pass; memory grows with the time, not with their number. */
export class ArrivalCounts {
  requests = 0;
  last_us = 0;
  private first_us = 0;
  longestGap_us = 0;
  zeroGaps = 0;
  readonly sampledGaps_us: number[] = [];
  private readonly bySecond: number[] = [];
  private readonly random = randomStream(1, 'gap sample');
  private sumOfSquares = 0;

  /** Takes arrivals in order of time. */
  add(time_us: number): void {
    const second = Math.floor(time_us / 1e6);
    while (this.bySecond.length <= second) this.bySecond.push(0);
    this.bySecond[second]!++;
    if (this.requests++ > 0) this.addGap(time_us - this.last_us);
    else this.first_us = time_us;
    this.last_us = time_us;
  }

  get gaps(): number {
    return Math.max(0, this.requests - 1);
  }

  /** Coefficient of variation of the gaps. */
  get gapCv(): number | undefined {
    const span_us = this.last_us - this.first_us;
    if (this.gaps < 2 || span_us === 0) return undefined;
    const mean = span_us / this.gaps;
    return Math.sqrt(Math.max(0, this.sumOfSquares / this.gaps - mean * mean)) / mean;
  }

  /** Over whole bins from the first arrival on; the last, incomplete one counts for the maximum only. */
  bins(bin_s: number): BinStatistics {
    const counts: number[] = [];
    for (let start = 0; start < this.bySecond.length; start += bin_s) counts.push(this.sum(start, start + bin_s));
    const whole = counts.slice(0, Math.floor(this.last_us / 1e6 / bin_s));
    const mean = whole.reduce((sum, count) => sum + count, 0) / whole.length;
    const variance = whole.reduce((sum, count) => sum + (count - mean) ** 2, 0) / whole.length;
    return { bin_s, max: counts.reduce((max, count) => Math.max(max, count), 0), idc: variance / mean };
  }

  /** Mean rates of so many equal stretches of the whole time. */
  rates(stretches: number): number[] {
    const seconds = this.bySecond.length;
    const count = Math.min(stretches, seconds);
    return Array.from({ length: count }, (_, i) => {
      const [from, to] = [Math.floor((i * seconds) / count), Math.floor(((i + 1) * seconds) / count)];
      return this.sum(from, to) / (to - from);
    });
  }

  private sum(from: number, to: number): number {
    let sum = 0;
    for (let second = from; second < Math.min(to, this.bySecond.length); second++) sum += this.bySecond[second]!;
    return sum;
  }

  private addGap(gap_us: number): void {
    if (gap_us === 0) this.zeroGaps++;
    if (gap_us > this.longestGap_us) this.longestGap_us = gap_us;
    this.sumOfSquares += gap_us * gap_us;
    if (this.sampledGaps_us.length < SAMPLE) this.sampledGaps_us.push(gap_us);
    else {
      const at = Math.floor(this.random.next() * this.gaps);
      if (at < SAMPLE) this.sampledGaps_us[at] = gap_us;
    }
  }
}
