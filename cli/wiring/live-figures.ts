/** The figures of a live run while it goes on, for the line of progress. */

import type { LoadProgress, LoadSink } from '../../loadgen/index.js';
import { fixed, LogHistogram, type RequestEnd, type RunSink } from '../../reports/index.js';

/** A live run as it stands; rates and latencies are those of the last seconds. */
export interface LoadFigures {
  readonly time_s: number;
  readonly started: number;
  readonly outstanding: number;
  readonly errors: number;
  readonly started_rps: number;
  readonly ended_rps: number;
  /** Absent before the first token. */
  readonly ttft_p50_ms?: number;
  readonly ttft_p99_ms?: number;
}

const WINDOW_S = 5;
const ERROR = 0.01;

/** Listens to a load and gives its figures of the last seconds; TTFT to one percent. */
export class LiveFigures {
  private recent = new LogHistogram(ERROR);
  private older = new LogHistogram(ERROR);
  private turn_s = 0;
  private looks: LoadProgress[] = [];
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

  /** The figures at this look. */
  at(now: LoadProgress): LoadFigures {
    const { time_s, started, ended, outstanding } = now;
    this.looks.push(now);
    while (this.looks[0]!.time_s < time_s - WINDOW_S) this.looks.shift();
    const first = this.looks[0]!;
    const passed_s = time_s - first.time_s;
    const rate = (count: number) => (passed_s > 0 ? count / passed_s : 0);
    return {
      time_s: Math.max(0, time_s),
      started,
      outstanding,
      errors: this.errors,
      started_rps: rate(started - first.started),
      ended_rps: rate(ended - first.ended),
      ...this.ttft(time_s),
    };
  }

  private ttft(time_s: number): Pick<LoadFigures, 'ttft_p50_ms' | 'ttft_p99_ms'> {
    const shown = new LogHistogram(ERROR);
    shown.merge(this.older);
    shown.merge(this.recent);
    if (time_s - this.turn_s > WINDOW_S) {
      this.older = this.recent;
      this.recent = new LogHistogram(ERROR);
      this.turn_s = time_s;
    }
    if (shown.count === 0) return {};
    return { ttft_p50_ms: shown.quantile(0.5) * 1000, ttft_p99_ms: shown.quantile(0.99) * 1000 };
  }
}

/** "12 s · 480 sent, 32 in flight · 39.8/s · TTFT p50 48 p99 91 ms · 0 errors". */
export function figuresLine(figures: LoadFigures): string {
  const { time_s, started, outstanding, ended_rps, ttft_p50_ms, ttft_p99_ms, errors } = figures;
  const ttft = `TTFT p50 ${fixed(ttft_p50_ms, 0)} p99 ${fixed(ttft_p99_ms, 0)} ms`;
  return `${time_s.toFixed(0)} s · ${started} sent, ${outstanding} in flight · ${ended_rps.toFixed(1)}/s · ${ttft} · ${errors} errors`;
}
