/** What the frontend counts, and when: the request at its exit, its tokens as they come. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestEnd, RequestStatus } from '../../reports/record/index.js';
import { FrontendCounters } from './counters.js';

const end = (status: RequestStatus, of: Partial<RequestEnd> = {}): RequestEnd => ({
  ...{ time_s: 9, id: 0, arrival_s: 4, inputTokens: 100, outputTokens: 10, deliveredTokens: 7, cachedTokens: 0 },
  status,
  ...of,
});

describe('an arrival', () => {
  it('moves nothing that a seed-era frontend shows', () => {
    const counters = new FrontendCounters();
    counters.arrival();
    expect(counters.arrived).toBe(1);
    expect(counters.ended).toEqual({ success: 0, error: 0 });
    expect(Object.values(counters.histograms).every(({ count }) => count === 0)).toBe(true);
  });
});

describe('a first token', () => {
  it('moves TTFT and prompt length', () => {
    const counters = new FrontendCounters();
    counters.firstToken({ ttft_s: 0.5, inputTokens: 100 });
    counters.firstToken({ ttft_s: 1.5, inputTokens: 300 });
    expect(counters.histograms).toMatchObject({
      ttft: { sum: 2, count: 2 },
      inputTokens: { sum: 400, count: 2 },
      itl: { sum: 0, count: 0 },
      outputTokens: { sum: 0, count: 0 },
    });
  });
});

describe('token gaps', () => {
  it('move the sum and the count of all of them', () => {
    const counters = new FrontendCounters();
    counters.tokenGaps(0.02, 3, 1, 0);
    expect(counters.histograms.itl).toEqual({ sum: 0.06, count: 3 });
  });

  it('are the same told in one run or one by one', () => {
    const run = fc.record({
      gap_s: fc.double({ min: 0, max: 1, noNaN: true }),
      requests: fc.integer({ min: 1, max: 9 }),
      steps: fc.integer({ min: 0, max: 50 }),
      increment_s: fc.double({ min: 0, max: 0.1, noNaN: true }),
    });
    fc.assert(
      fc.property(run, ({ gap_s, requests, steps, increment_s }) => {
        const [whole, single] = [new FrontendCounters(), new FrontendCounters()];
        whole.tokenGaps(gap_s, requests, steps, increment_s);
        for (let i = 0; i < steps * requests; i++) {
          single.tokenGaps(gap_s + increment_s * Math.floor(i / requests), 1, 1, 0);
        }
        expect(whole.histograms.itl.count).toBe(single.histograms.itl.count);
        expect(whole.histograms.itl.sum).toBeCloseTo(single.histograms.itl.sum, 9);
      }),
    );
  });
});

describe('the end of a request', () => {
  it('moves the count, what it delivered and how long it took since it arrived', () => {
    const counters = new FrontendCounters();
    counters.requestEnd(end('completed', { deliveredTokens: 10 }));
    expect(counters.ended).toEqual({ success: 1, error: 0 });
    expect(counters.histograms).toMatchObject({
      outputTokens: { sum: 10, count: 1 },
      requestDuration: { sum: 5, count: 1 },
    });
  });

  it.each(['failed', 'timed_out', 'cancelled', 'rejected'] as const)(
    'that %s is an error, and has a length and a duration too',
    (status) => {
      const counters = new FrontendCounters();
      counters.requestEnd(end(status));
      expect(counters.ended).toEqual({ success: 0, error: 1 });
      expect(counters.histograms.outputTokens).toEqual({ sum: 7, count: 1 });
    },
  );

  it('that the run left unfinished is none', () => {
    const counters = new FrontendCounters();
    counters.requestEnd(end('unfinished'));
    expect([counters.ended, counters.histograms.requestDuration.count]).toEqual([{ success: 0, error: 0 }, 0]);
  });
});
