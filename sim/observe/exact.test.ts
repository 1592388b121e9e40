/** The true values of exactly the time since the last look. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrontendCounters } from './counters.js';
import { ExactWindow } from './exact.js';

describe('a window', () => {
  it('counts who has arrived in it, whether they have ended or not', () => {
    const counters = new FrontendCounters();
    const exact = new ExactWindow(counters);
    counters.arrival();
    counters.arrival();
    expect(exact.observe().traffic.requests).toBe(2);
    counters.arrival();
    expect(exact.observe().traffic.requests).toBe(1);
    expect(exact.observe().traffic.requests).toBe(0);
  });

  it('has the means of what happened in it, and 0/0 where nothing did', () => {
    const counters = new FrontendCounters();
    const exact = new ExactWindow(counters);
    counters.firstToken({ ttft_s: 4, inputTokens: 100 });
    exact.observe();
    counters.firstToken({ ttft_s: 1, inputTokens: 50 });
    counters.firstToken({ ttft_s: 2, inputTokens: 150 });
    expect(exact.observe()).toMatchObject({
      traffic: { inputTokensMean: 100 },
      latency: { ttft: 1.5, itl: Number.NaN },
    });
  });
});

it('windows cut anywhere have the events of the whole between them', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 99 }), { freq: 4 }), { maxLength: 60 }), (script) => {
      const counters = new FrontendCounters();
      const exact = new ExactWindow(counters);
      let [requests, seconds, count] = [0, 0, 0];
      let inWindow: number[] = [];
      for (const ttft_s of [...script, null]) {
        if (ttft_s !== null) {
          counters.arrival();
          counters.firstToken({ ttft_s, inputTokens: 1 });
          inWindow.push(ttft_s);
          continue;
        }
        const { traffic, latency } = exact.observe();
        expect(traffic.requests).toBe(inWindow.length);
        requests += traffic.requests!;
        if (inWindow.length > 0) seconds += latency.ttft! * inWindow.length;
        else expect(latency.ttft).toBeNaN();
        count += inWindow.length;
        inWindow = [];
      }
      expect([requests, count]).toEqual([counters.arrived, counters.histograms.ttft.count]);
      expect(seconds).toBeCloseTo(counters.histograms.ttft.sum, 6);
    }),
  );
});
