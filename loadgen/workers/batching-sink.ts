/** A sink that collects, for a thread whose events go to another. */
import type { ArrivalEvent, FirstTokenEvent, RequestEnd } from '../../reports/index.js';
import type { LoadSink } from '../load.js';
import type { Batch } from './messages.js';

const FIRST_ROOM = 4096;

/** Keeps the events of a load until they are taken, in order. */
export class BatchingSink implements LoadSink {
  private arrivals: ArrivalEvent[] = [];
  private firstTokens: FirstTokenEvent[] = [];
  private ends: RequestEnd[] = [];
  private gaps_s = new Float64Array(FIRST_ROOM);
  private gaps = 0;

  arrival(event: ArrivalEvent): void {
    this.arrivals.push(event);
  }

  firstToken(event: FirstTokenEvent): void {
    this.firstTokens.push(event);
  }

  tokenGaps(gap_s: number): void {
    if (this.gaps === this.gaps_s.length) {
      const more = new Float64Array(2 * this.gaps);
      more.set(this.gaps_s);
      this.gaps_s = more;
    }
    this.gaps_s[this.gaps++] = gap_s;
  }

  requestEnd(end: RequestEnd): void {
    this.ends.push(end);
  }

  /** What has come since the last call. */
  take(): Batch {
    const batch = {
      arrivals: this.arrivals,
      firstTokens: this.firstTokens,
      gaps_s: this.gaps_s.slice(0, this.gaps),
      ends: this.ends,
    };
    this.arrivals = [];
    this.firstTokens = [];
    this.ends = [];
    this.gaps = 0;
    return batch;
  }
}
