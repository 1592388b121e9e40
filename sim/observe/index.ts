/** What a simulated planner may see of the traffic: the frontend's counters, scraped or exact. */
import { FrontendCounters, type FrontendEvents } from './counters.js';
import { ExactWindow } from './exact.js';
import { type FrontendView, Scraper } from './scraper.js';

/** The eyes of a planner: it takes the events in and is asked for windows. */
export interface FrontendObserver {
  /** Takes the run's events. */
  readonly sink: FrontendEvents;
  /** Samples the counters, or, where they are frozen, what they showed last. Does nothing for exact metrics. */
  scrape(time_s: number, frozen?: boolean): void;
  /** The view of [time − window, time]. Exact metrics answer for the time since the last call. */
  observe(time_s: number, window_s: number): FrontendView;
}

/** `retention_s`: the longest window that will be asked for. */
export function createObserver(metrics: 'scraped' | 'exact', retention_s: number): FrontendObserver {
  const counters = new FrontendCounters();
  if (metrics === 'exact') {
    const exact = new ExactWindow(counters);
    return { sink: counters, scrape: () => undefined, observe: () => exact.observe() };
  }
  const scraper = new Scraper(counters, retention_s);
  return {
    sink: counters,
    scrape: (time_s, frozen) => (frozen ? scraper.repeatLast(time_s) : scraper.scrape(time_s)),
    observe: (time_s, window_s) => scraper.observe(time_s, window_s),
  };
}
