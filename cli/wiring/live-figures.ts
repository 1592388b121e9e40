/** The figures of a live run while it goes on, for the line of progress. */

import type { LoadProgress, LoadSink } from '../../loadgen/index.js';
import { LogHistogram, type RequestEnd, type RunSink } from '../../reports/index.js';

const WINDOW_S = 5;
const ERROR = 0.01;

export class LiveFigures {
  private recent = new LogHistogram(ERROR);
  private older = new LogHistogram(ERROR);
  private turn_s = 0;
  private ends: { time_s: number; ended: number }[] = [];
  private errors = 0;

  /** The sink that a load tells: looks, passes on, and tells `also`. */
  before(sink: () => RunSink, also: Partial<RunSink> = {}): LoadSink {
    return {
      arrival: (event) => sink().arrival(event),
      firstToken: (event) => {
        this.recent.record(Math.max(0, event.ttft_s));
        sink().firstToken(event);
      },
      tokenGaps: (gap_s, requests, steps, increment_s) => sink().tokenGaps(gap_s, requests, steps, increment_s),
      requestEnd: (end: RequestEnd) => {
        if (end.status !== 'completed') this.errors++;
        also.requestEnd?.(end);
        sink().requestEnd(end);
      },
    };
  }

  /** "12 s · 480 sent, 32 in flight · 39.8/s · TTFT p50 48 p99 91 ms · 0 errors". */
  line({ time_s, started, ended, outstanding }: LoadProgress): string {
    const shown = new LogHistogram(ERROR);
    shown.merge(this.older);
    shown.merge(this.recent);
    if (time_s - this.turn_s > WINDOW_S) {
      this.older = this.recent;
      this.recent = new LogHistogram(ERROR);
      this.turn_s = time_s;
    }
    this.ends.push({ time_s, ended });
    while (this.ends[0]!.time_s < time_s - WINDOW_S) this.ends.shift();
    const [first] = this.ends;
    const rate = time_s > first!.time_s ? (ended - first!.ended) / (time_s - first!.time_s) : 0;
    const ms = (q: number) => (shown.count > 0 ? (shown.quantile(q) * 1000).toFixed(0) : '–');
    return `${Math.max(0, time_s).toFixed(0)} s · ${started} sent, ${outstanding} in flight · ${rate.toFixed(1)}/s · TTFT p50 ${ms(0.5)} p99 ${ms(0.99)} ms · ${this.errors} errors`;
  }
}
