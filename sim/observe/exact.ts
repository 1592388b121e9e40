/**
 * The true values of the window since the last look: requests counted where they arrive, means over exactly the events
 * of the window, NaN where there was none. What a planner could know with perfect metrics.
 */
import type { FrontendCounters, HistogramName, SumAndCount } from './counters.js';
import { type FrontendView, frontendView } from './scraper.js';

/** Exact metrics of one frontend. */
export class ExactWindow {
  private arrivedBefore = 0;
  private readonly before = new Map<string, SumAndCount>();

  constructor(private readonly counters: FrontendCounters) {}

  /** The window since the previous call, and the start of the next. */
  observe(): FrontendView {
    const requests = this.counters.arrived - this.arrivedBefore;
    this.arrivedBefore = this.counters.arrived;
    return frontendView(requests, (name) => this.mean(name));
  }

  private mean(name: HistogramName): number {
    const { sum, count } = this.counters.histograms[name];
    const before = this.before.get(name) ?? { sum: 0, count: 0 };
    this.before.set(name, { sum, count });
    return (sum - before.sum) / (count - before.count);
  }
}
