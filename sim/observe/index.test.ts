import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { increase } from './increase.js';
import { createObserver } from './index.js';

interface Vectors {
  readonly source: string;
  readonly vectors: readonly {
    readonly times_s: number[];
    readonly values: number[];
    readonly queries: readonly { at_s: number; window_s: number; increase?: number }[];
  }[];
}

describe('increase()', () => {
  const { vectors } = JSON.parse(
    readFileSync(new URL('fixtures/increase-prometheus.json', import.meta.url), 'utf8'),
  ) as Vectors;

  it('gives what a real Prometheus gave', () => {
    let answers = 0;
    for (const { times_s, values, queries } of vectors) {
      for (const { at_s, window_s, increase: expected } of queries) {
        const got = increase({ times_s, values }, at_s, window_s);
        if (expected === undefined) expect(got).toBeUndefined();
        else expect(got).toBeCloseTo(expected, 6);
        answers++;
      }
    }
    expect(answers).toBeGreaterThan(300);
  });

  it('is the true rise when samples sit on both edges', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 1e6 }), (rises, start) => {
        const values = [start];
        for (const rise of rises) values.push(values.at(-1)! + rise);
        const times_s = values.map((_, i) => i * 5);
        expect(increase({ times_s, values }, 60, 60)).toBeCloseTo(values.at(-1)! - start, 6);
      }),
    );
  });

  it('is never negative', () => {
    const samples = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(samples, (values) => {
        const times_s = values.map((_, i) => i * 5);
        expect(increase({ times_s, values }, times_s.at(-1)!, 1000)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

const request = { id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 3, deliveredTokens: 3, cachedTokens: 0 };

function serve(observer: ReturnType<typeof createObserver>, from_s: number): void {
  observer.sink.arrival({ time_s: from_s, id: 0, inputTokens: 100, outputTokens: 3 });
  observer.sink.firstToken({ time_s: from_s + 1, id: 0, inputTokens: 100, ttft_s: 1 });
  observer.sink.tokenGaps(0.02, 1, 2, 0);
  observer.sink.requestEnd({ ...request, time_s: from_s + 2, arrival_s: from_s, status: 'completed' });
}

describe('scraped metrics', () => {
  /** Scrapes every 5 s to `end_s`, serving a request just before each of `at`. */
  function run(end_s: number, at: readonly number[]) {
    const observer = createObserver('scraped', 60);
    for (let time_s = 0; time_s <= end_s; time_s += 5) {
      if (at.includes(time_s)) serve(observer, time_s - 2);
      observer.scrape(time_s);
    }
    return observer;
  }

  it('have no series before the first request', () => {
    expect(run(60, []).observe(60, 60)).toEqual({ traffic: {}, latency: {} });
  });

  it('miss the jump of a series that has just appeared', () => {
    expect(run(60, [30]).observe(60, 60).traffic.requests).toBe(0);
  });

  it('give 0 requests and NaN means for a silent window', () => {
    const { traffic, latency } = run(180, [30, 40]).observe(180, 60);
    expect(traffic.requests).toBe(0);
    expect(traffic.inputTokensMean).toBeNaN();
    expect(latency.ttft).toBeNaN();
  });

  it('give the means of the window', () => {
    const { traffic, latency } = run(120, [10, 70, 80, 90]).observe(120, 60);
    expect(traffic).toEqual({ requests: 3, inputTokensMean: 100, outputTokensMean: 3 });
    expect(latency.ttft).toBeCloseTo(1, 9);
    expect(latency.itl).toBeCloseTo(0.02, 9);
    expect(latency.requestDuration).toBeCloseTo(2, 9);
  });

  it('count a request when it ends, not when it comes', () => {
    const observer = run(60, [10, 20]);
    observer.sink.arrival({ time_s: 61, id: 9, inputTokens: 100, outputTokens: 3 });
    for (let time_s = 65; time_s <= 120; time_s += 5) observer.scrape(time_s);
    expect(observer.observe(120, 60).traffic.requests).toBe(0);
  });
});

describe('exact metrics', () => {
  it('count arrivals, and the means of exactly the window', () => {
    const observer = createObserver('exact', 60);
    serve(observer, 1);
    observer.sink.arrival({ time_s: 50, id: 1, inputTokens: 7, outputTokens: 3 });
    expect(observer.observe(60, 60)).toEqual({
      traffic: { requests: 2, inputTokensMean: 100, outputTokensMean: 3 },
      latency: { ttft: 1, itl: 0.02, requestDuration: 2 },
    });
    const silent = observer.observe(120, 60);
    expect(silent.traffic.requests).toBe(0);
    expect(silent.latency.ttft).toBeNaN();
  });
});
