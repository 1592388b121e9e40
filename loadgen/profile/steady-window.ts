/**
 * The part of a probe in which the whole batch decodes: from the first token of the last stream to the last token of the
 * first. The gap of each stream that was open when the last one came in is left out, for a prompt was computed in it.
 */

/** The gaps of a batch that decodes together. */
export interface SteadyGaps {
  /** Mean gap between two pieces of output, s: sum over count, so that pieces read together do no harm. */
  readonly mean_s: number;
  readonly count: number;
  /** Pieces of output that a stream had got in the middle of the window, in the mean. */
  readonly outputBefore: number;
}

/** Hears the tokens of so many streams and keeps the gaps of the time in which all decode. */
export class SteadyWindow {
  private begunBeforeEnd = 0;
  private hasEnded = false;
  private pieces = 0;
  private readonly seen = { opened: 0, skipped: 0, count: 0, sum_s: 0 };

  constructor(private readonly streams: number) {}

  firstToken(): void {
    this.pieces++;
    if (!this.hasEnded) this.begunBeforeEnd++;
  }

  gap(gap_s: number): void {
    const { seen } = this;
    this.pieces++;
    if (this.begunBeforeEnd < this.streams || this.hasEnded) return;
    if (seen.skipped < this.streams) {
      seen.skipped++;
      seen.opened = this.pieces;
      return;
    }
    seen.count++;
    seen.sum_s += gap_s;
  }

  end(): void {
    this.hasEnded = true;
  }

  /** Streams that had begun when the first one ended. */
  get together(): number {
    return this.begunBeforeEnd;
  }

  /** `undefined` where the whole batch never decoded. */
  gaps(): SteadyGaps | undefined {
    const { opened, count, sum_s } = this.seen;
    if (count === 0) return undefined;
    return { mean_s: sum_s / count, count, outputBefore: (opened + count / 2) / this.streams };
  }
}
