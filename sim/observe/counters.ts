/**
 * The counters of the simulated frontend, moving when the seed-era Dynamo frontend moves them: TTFT and prompt length
 * with the first token, ITL with each token, output length, duration and the request count when a request ends. The
 * count is thus taken at the exit: demand that waits inside does not show in it.
 *
 * A histogram's `_sum` and `_count` exist from the first observation on; before it there is no series.
 */
import type { RequestEnd, RunSink } from '../../reports/record/index.js';

/** The part of the events that a frontend sees. */
export type FrontendEvents = Pick<RunSink, 'arrival' | 'firstToken' | 'tokenGaps' | 'requestEnd'>;

/** `_sum` and `_count` of one histogram. */
export interface SumAndCount {
  sum: number;
  count: number;
}

/** The frontend's histograms, by what they measure: seconds, or tokens. */
export type HistogramName = 'ttft' | 'itl' | 'inputTokens' | 'outputTokens' | 'requestDuration';

/** What the frontend has counted since the run began. */
export class FrontendCounters implements FrontendEvents {
  readonly histograms: Record<HistogramName, SumAndCount> = {
    ttft: { sum: 0, count: 0 },
    itl: { sum: 0, count: 0 },
    inputTokens: { sum: 0, count: 0 },
    outputTokens: { sum: 0, count: 0 },
    requestDuration: { sum: 0, count: 0 },
  };
  /** Requests ended, one series a status label. */
  readonly ended = { success: 0, error: 0 };
  /** Requests arrived; no seed-era frontend exposes it, `metrics: exact` uses it. */
  arrived = 0;

  arrival(): void {
    this.arrived++;
  }

  firstToken(event: { readonly ttft_s: number; readonly inputTokens: number }): void {
    add(this.histograms.ttft, event.ttft_s);
    add(this.histograms.inputTokens, event.inputTokens);
  }

  tokenGaps(gap_s: number, requests: number, steps: number, increment_s: number): void {
    const seconds = steps * gap_s + increment_s * ((steps * (steps - 1)) / 2);
    this.histograms.itl.sum += seconds * requests;
    this.histograms.itl.count += steps * requests;
  }

  requestEnd(event: RequestEnd): void {
    if (event.status === 'unfinished') return;
    this.ended[event.status === 'completed' ? 'success' : 'error']++;
    add(this.histograms.outputTokens, event.deliveredTokens);
    add(this.histograms.requestDuration, event.time_s - event.arrival_s);
  }
}

function add(histogram: SumAndCount, value: number): void {
  histogram.sum += value;
  histogram.count++;
}
