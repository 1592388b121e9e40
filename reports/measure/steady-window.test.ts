import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../record/events.js';
import { type SteadyRequest, SteadyWindow } from './steady-window.js';

const request = (arrival_s: number, change: Partial<SteadyRequest> = {}): SteadyRequest => ({
  arrival_s,
  end_s: arrival_s + 1,
  status: 'completed',
  times: { ttft_s: 0.5, tpot_s: 0.1, e2e_s: 1 },
  met: true,
  ...change,
});

function windowOf(requests: readonly SteadyRequest[], from_s: number, to_s: number) {
  const window = new SteadyWindow();
  for (const one of requests) window.add(one);
  return window.figures([from_s, to_s]);
}

describe('the steady window', () => {
  it('counts those who arrived in it, from its first second to before its last', () => {
    const arrivals = [0, 1.999, 2, 3, 4.999].map((arrival_s) => request(arrival_s));
    expect(windowOf(arrivals, 2, 5)).toMatchObject({ from_s: 2, to_s: 5, requests: 3, requests_per_s: 1 });
    expect(windowOf(arrivals, 0, 5).requests).toBe(5);
    expect(windowOf(arrivals, 5, 9).requests).toBe(0);
  });

  it('has the figures of their latencies', () => {
    const slow = { ttft_s: 1.5, tpot_s: 0.3, e2e_s: 5 };
    const { ttft_ms, tpot_ms, e2e_ms } = windowOf([request(0), request(1, { times: slow })], 0, 2);
    expect([ttft_ms!.mean, tpot_ms!.mean, e2e_ms!.mean]).toEqual([1000, 200, 3000]);
    expect([ttft_ms!.max, tpot_ms!.max, e2e_ms!.max]).toEqual([1500, 300, 5000]);
  });

  it('leaves a latency out that nobody had', () => {
    const figures = windowOf([request(0, { times: { ttft_s: 0.5 } })], 0, 1);
    expect(figures).toHaveProperty('ttft_ms');
    expect(figures).not.toHaveProperty('tpot_ms');
    expect(figures).not.toHaveProperty('e2e_ms');
  });

  it.each<[RequestStatus, number]>([
    ['completed', 1],
    ['failed', 0],
    ['timed_out', 0],
    ['cancelled', 0],
    ['rejected', 0],
    ['unfinished', 0],
  ])('counts one that is %s as a request, and %i to the rate', (status, requests_per_s) => {
    expect(windowOf([request(0, { status })], 0, 1)).toMatchObject({ requests: 1, requests_per_s });
  });

  it('leaves those to whom nothing was promised out of the attainment', () => {
    const met = [true, false, true, undefined];
    const requests = met.map((one, i) => request(i, { met: one }));
    expect(windowOf(requests, 0, 4).attainment).toBe(2 / 3);
    expect(windowOf([request(0, { met: undefined })], 0, 1)).not.toHaveProperty('attainment');
  });

  it('is empty where nobody came, and where it has no length', () => {
    expect(windowOf([], 0, 10)).toEqual({ from_s: 0, to_s: 10, requests: 0, requests_per_s: 0 });
    expect(windowOf([request(0)], 0, 0)).toEqual({ from_s: 0, to_s: 0, requests: 0, requests_per_s: 0 });
  });

  it('counts one that came a moment before the beginning as one of the beginning', () => {
    expect(windowOf([request(-0.01)], 0, 1).requests).toBe(1);
  });

  it('begins with a whole second, and its rate is over that', () => {
    const arrivals = [0, 0.2, 0.7, 1.5].map((arrival_s) => request(arrival_s));
    expect(windowOf(arrivals, 0.5, 2)).toMatchObject({ requests: 4, requests_per_s: 2 });
  });
});

describe('the steady window of a long run', () => {
  const everySecond = (seconds: number) =>
    Array.from({ length: seconds }, (_, i) => request(i, { met: i >= 512, times: { ttft_s: i < 512 ? 9 : 1 } }));

  it('leaves warm-up and drain out, also when its slots have widened', () => {
    const steady = windowOf(everySecond(1024), 512, 768);
    expect(steady).toMatchObject({ requests: 256, requests_per_s: 1, attainment: 1 });
    expect(steady.ttft_ms!.max).toBe(1000);
  });

  it('begins with a whole slot, and its rate stays what it was', () => {
    // after 1,024 s a slot is 4 s wide: from 508 s on
    expect(windowOf(everySecond(1024), 511, 1024)).toMatchObject({ from_s: 511, requests: 516, requests_per_s: 1 });
  });

  it('loses nobody as its slots widen', () => {
    const arrivals = fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(arrivals, (times_s) => {
        const sorted = times_s.toSorted((a, b) => a - b);
        const requests = sorted.map((arrival_s, i) =>
          request(arrival_s, { met: i % 2 === 0, times: { ttft_s: i + 1 } }),
        );
        const figures = windowOf(requests, 0, 5001);
        expect(figures.requests).toBe(times_s.length);
        expect(figures.requests_per_s).toBeCloseTo(times_s.length / 5001, 12);
        expect(figures.attainment).toBe(Math.ceil(times_s.length / 2) / times_s.length);
        expect(figures.ttft_ms!.count).toBe(times_s.length);
        expect(figures.ttft_ms!.mean).toBeCloseTo((1000 * (times_s.length + 1)) / 2, 6);
      }),
      { numRuns: 30 },
    );
  });
});
