/**
 * A Prometheus that scrapes the frontend's counters and answers the seed-era planner's queries: `increase()` of the
 * request count, and the ratio of two increases for every mean.
 */
import type { LatencyObservation, TrafficObservation } from '../../planner-core/index.js';
import type { FrontendCounters, HistogramName } from './counters.js';
import { CounterSeries, increase } from './increase.js';

/** What the metrics say about a window. */
export interface FrontendView {
  readonly traffic: TrafficObservation;
  readonly latency: LatencyObservation;
}

/** The scraped series of one frontend. */
export class Scraper {
  private readonly series = new Map<string, CounterSeries>();

  /** `retention_s`: the longest window that will be asked for. */
  constructor(
    private readonly counters: FrontendCounters,
    private readonly retention_s: number,
  ) {}

  /** Takes a sample of every series that exists by now. */
  scrape(time_s: number): void {
    for (const [name, { sum, count }] of Object.entries(this.counters.histograms)) {
      if (count === 0) continue;
      this.append(`${name}_sum`, time_s, sum);
      this.append(`${name}_count`, time_s, count);
    }
    for (const [status, count] of Object.entries(this.counters.ended)) {
      if (count > 0) this.append(`requests_total{${status}}`, time_s, count);
    }
  }

  /** A scrape of counters that stand still: every series shows its last value again. */
  repeatLast(time_s: number): void {
    for (const series of this.series.values()) series.append(time_s, series.values.at(-1)!, time_s - this.retention_s);
  }

  observe(time_s: number, window_s: number): FrontendView {
    const mean = (name: HistogramName): number | undefined => {
      const sum = this.increase(`${name}_sum`, time_s, window_s);
      const count = this.increase(`${name}_count`, time_s, window_s);
      return sum === undefined || count === undefined ? undefined : sum / count;
    };
    return frontendView(this.requests(time_s, window_s), mean);
  }

  /** Σ over the series of requests_total; absent when none has a result. */
  private requests(time_s: number, window_s: number): number | undefined {
    const parts = Object.keys(this.counters.ended)
      .map((status) => this.increase(`requests_total{${status}}`, time_s, window_s))
      .filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum + part, 0);
  }

  private increase(name: string, time_s: number, window_s: number): number | undefined {
    const series = this.series.get(name);
    return series && increase(series, time_s, window_s);
  }

  private append(name: string, time_s: number, value: number): void {
    let series = this.series.get(name);
    if (!series) {
      series = new CounterSeries();
      this.series.set(name, series);
    }
    series.append(time_s, value, time_s - this.retention_s);
  }
}

/** A view from the request count and a way to ask for each mean; what is `undefined` is left out. */
export function frontendView(
  requests: number | undefined,
  mean: (name: HistogramName) => number | undefined,
): FrontendView {
  const present = <K extends string>(key: K, value: number | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: number };
  return {
    traffic: {
      ...present('requests', requests),
      ...present('inputTokensMean', mean('inputTokens')),
      ...present('outputTokensMean', mean('outputTokens')),
    },
    latency: {
      ...present('ttft', mean('ttft')),
      ...present('itl', mean('itl')),
      ...present('requestDuration', mean('requestDuration')),
    },
  };
}
