/** A Prometheus that scrapes the frontend: which series there are, and what it answers. */
import { describe, expect, it } from 'vitest';
import { FrontendCounters } from './counters.js';
import { frontendView, Scraper } from './scraper.js';

/** A frontend that is scraped every 10 s; `load` moves its counters before the scrape of a time. */
function scraped(load: (counters: FrontendCounters, time_s: number) => void, end_s: number, retention_s = 60) {
  const counters = new FrontendCounters();
  const scraper = new Scraper(counters, retention_s);
  for (let time_s = 0; time_s <= end_s; time_s += 10) {
    load(counters, time_s);
    scraper.scrape(time_s);
  }
  return scraper;
}

function serve(counters: FrontendCounters, ttft_s: number, status: 'completed' | 'failed' = 'completed'): void {
  counters.firstToken({ ttft_s, inputTokens: 100 });
  counters.requestEnd({
    ...{ time_s: 2, id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 5, deliveredTokens: 5, cachedTokens: 0 },
    status,
  });
}

describe('a series', () => {
  it('is there from its first observation on, each histogram for itself', () => {
    const scraper = scraped((counters) => counters.firstToken({ ttft_s: 1, inputTokens: 100 }), 60);
    expect(scraper.observe(60, 60)).toEqual({ traffic: { inputTokensMean: 100 }, latency: { ttft: 1 } });
  });

  it('has no result before its second sample', () => {
    const scraper = scraped((counters, time_s) => time_s === 60 && serve(counters, 1), 60);
    expect(scraper.observe(60, 60)).toEqual({ traffic: {}, latency: {} });
  });

  it('of each status is added up; one that is not there is left out', () => {
    const both = scraped((counters) => {
      serve(counters, 1);
      serve(counters, 1, 'failed');
    }, 60);
    expect(both.observe(60, 60).traffic.requests).toBeCloseTo(12, 9);
    const one = scraped((counters) => serve(counters, 1, 'failed'), 60);
    expect(one.observe(60, 60).traffic.requests).toBeCloseTo(6, 9);
  });
});

describe('a mean', () => {
  it('is that of the window alone', () => {
    const scraper = scraped((counters, time_s) => serve(counters, time_s < 60 ? 9 : 1), 120);
    expect(scraper.observe(120, 50).latency.ttft).toBeCloseTo(1, 9);
  });

  it('of a silent window is 0/0', () => {
    const scraper = scraped((counters, time_s) => time_s < 60 && serve(counters, 1), 180);
    const { traffic, latency } = scraper.observe(180, 60);
    expect([traffic.requests, traffic.outputTokensMean, latency.ttft]).toEqual([0, Number.NaN, Number.NaN]);
  });
});

describe('counters that stand still', () => {
  it('show their last value again, so that nothing seems to happen', () => {
    const counters = new FrontendCounters();
    const scraper = new Scraper(counters, 60);
    for (let time_s = 0; time_s <= 120; time_s += 10) {
      serve(counters, 1);
      if (time_s < 60) scraper.scrape(time_s);
      else scraper.repeatLast(time_s);
    }
    expect(scraper.observe(120, 60).traffic.requests).toBe(0);
  });

  it('show nothing where nothing was ever seen', () => {
    const scraper = new Scraper(new FrontendCounters(), 60);
    scraper.repeatLast(0);
    scraper.repeatLast(10);
    expect(scraper.observe(10, 60)).toEqual({ traffic: {}, latency: {} });
  });
});

describe('a view', () => {
  it('leaves out what is unknown, and keeps what is not a number', () => {
    const means: Record<string, number | undefined> = { ttft: 1, itl: Number.NaN, inputTokens: 0 };
    expect(frontendView(undefined, (name) => means[name])).toEqual({
      traffic: { inputTokensMean: 0 },
      latency: { ttft: 1, itl: Number.NaN },
    });
    expect(frontendView(0, () => undefined)).toEqual({ traffic: { requests: 0 }, latency: {} });
  });
});
