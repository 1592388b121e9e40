/** The client side of a live run: confidence, fidelity, the steady window, token accounts. */
import { describe, expect, it } from 'vitest';
import type { ClientHealth, RequestEnd } from '../record/events.js';
import { summarySchema } from '../record/summary.js';
import { discardable, excusable, quantileAtLeast, quantileInterval } from './confidence.js';
import { fidelityFaults, TOLERANCE } from './fidelity.js';
import { LogHistogram } from './log-histogram.js';
import { SteadyWindow } from './steady-window.js';
import { SummarySink } from './summary-sink.js';

describe('confidence', () => {
  it.each([
    [0.99, 662],
    [0.9, 64],
  ])("MLPerf's least sample for the quantile %d is %i", (q, least) => {
    expect(discardable(least - 1, q)).toBeUndefined();
    expect(discardable(least, q)).toBe(1);
  });

  it('may discard nearly a hundredth of a large sample, and never more', () => {
    const many = discardable(1_000_000, 0.99)!;
    expect(many / 1_000_000).toBeGreaterThan(0.0097);
    expect(many / 1_000_000).toBeLessThan(0.01);
  });

  it('an order-statistic interval lies around the quantile, and is absent where the ranks leave the sample', () => {
    const histogram = new LogHistogram();
    for (let i = 1; i <= 1000; i++) histogram.record(i);
    const [low, high] = quantileInterval(histogram, 0.5)!;
    expect(low).toBeCloseTo(469, -1);
    expect(high).toBeCloseTo(531, -1);
    const few = new LogHistogram();
    for (let i = 1; i <= 50; i++) few.record(i);
    expect(quantileInterval(few, 0.99)).toBeUndefined();
  });

  it.each([
    [2, 1],
    [14, 1],
    [20, 2],
    [100, 4],
    [1000, 18],
    [10_000, 124],
  ])('of %i values no more than %i may exceed what the 99th percentile is said to stay below', (n, most) => {
    const exceeding = (count: number) => {
      let below = 0;
      let probability = 0.99 ** n;
      for (let t = 0; t < count; t++) {
        below += probability;
        probability *= ((n - t) / (t + 1)) * (0.01 / 0.99);
      }
      return 1 - below;
    };
    expect(excusable(n, 0.99)).toBe(most);
    expect(exceeding(most + 1)).toBeLessThanOrEqual(0.01);
    if (most > 1) expect(exceeding(most)).toBeGreaterThan(0.01);
  });

  it('a bound from below ignores one late value of fifty, and believes five', () => {
    const bound = (late: number) => {
      const histogram = new LogHistogram();
      histogram.record(0.001, 50 - late);
      histogram.record(0.9, late);
      return quantileAtLeast(histogram, 0.99)!;
    };
    expect(bound(1)).toBeCloseTo(0.001, 4);
    expect(bound(5)).toBeCloseTo(0.9, 2);
    const one = new LogHistogram();
    one.record(9);
    expect(quantileAtLeast(one, 0.99)).toBeUndefined();
  });
});

describe('fidelity', () => {
  const fine = {
    asked: 100,
    sent: 100,
    latenessP99AtLeast_ms: 3,
    eventLoop: { looks: 1000, lagging: 3 },
    event_loop_ms: { p50: 0, p99: 2, max: 10 },
    utilization: 0.5,
    shared_read_ratio: 0.9,
    errors: {},
  };

  it('a client that kept up has no fault, though the server sent in bundles', () => {
    expect(fidelityFaults(fine, true, {})).toEqual([]);
  });

  it.each([
    ['sends less than asked', { sent: 97 }, /only 97 of 100/],
    ['sends late', { latenessP99AtLeast_ms: 26 }, /sent late: p99 at least 26 ms/],
    ['has a slow event loop', { eventLoop: { looks: 100, lagging: 5 } }, /event loop lagged .* 5 of 100 looks/],
    ['stood still once', { event_loop_ms: { p50: 0, p99: 2, max: 900 } }, /stood still for 900 ms/],
    ['is saturated', { utilization: 0.96 }, /busy 96 %/],
    ['reads in bundles while busy', { utilization: 0.9 }, /read 90 % in bundles/],
  ])('one that %s has', (_, change, message) => {
    const faults = fidelityFaults({ ...fine, ...change }, true, {});
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
  });

  it('a run too short to show anything has none', () => {
    const short = { ...fine, latenessP99AtLeast_ms: undefined, eventLoop: { looks: 20, lagging: 1 } };
    expect(fidelityFaults(short, true, {})).toEqual([]);
  });

  it('lateness is measured by the promise, and is no fault in a closed loop', () => {
    const late = { ...fine, latenessP99AtLeast_ms: 90 };
    expect(fidelityFaults(late, true, { ttft_ms: 2000 })).toEqual([]);
    expect(fidelityFaults(late, false, {})).toEqual([]);
    expect(TOLERANCE.latenessShareOfTtft * 2000).toBeGreaterThan(90);
  });

  it("a target that takes no connection is the target's fault", () => {
    expect(fidelityFaults({ ...fine, sent: 10, errors: { connect_refused: 90 } }, true, {})).toEqual([]);
  });
});

it('the steady window leaves warm-up and drain out, also when its slots have widened', () => {
  const window = new SteadyWindow();
  for (let arrival_s = 0; arrival_s < 1024; arrival_s++) {
    const times = { ttft_s: arrival_s < 512 ? 9 : 1 };
    window.add({ arrival_s, end_s: arrival_s + 1, status: 'completed', times, met: arrival_s >= 512 });
  }
  const steady = window.figures([512, 768]);
  expect(steady).toMatchObject({ requests: 256, requests_per_s: 1, attainment: 1 });
  expect(steady.ttft_ms!.max).toBe(1000);
});

it('a live summary counts from the send and from the schedule, and fits its schema', () => {
  const sink = new SummarySink({ ttft_ms: 1000 }, undefined);
  const health: ClientHealth = {
    asked: 2,
    openLoop: true,
    steady_s: [0, 10],
    eventLoop: { delayP50_s: 0, delayP99_s: 0.001, delayMax_s: 0.002, looks: 100, lagging: 0 },
    utilization: 0.1,
    gc: { count: 1, total_s: 0.001, max_s: 0.001 },
    cpu: { user_s: 1, system_s: 1 },
    sockets: { opened: 2, most: 2 },
    maxRss_mb: 100,
    threads: 1,
    tokenCheck: { requests: 1, usage: 10, tokenizer: 12 },
    serverCounters: { 'a_total{x="1"}': 3 },
  };
  const end: RequestEnd = {
    time_s: 3,
    id: 0,
    arrival_s: 1,
    inputTokens: 5,
    outputTokens: 11,
    deliveredTokens: 11,
    cachedTokens: 0,
    firstToken_s: 1.5,
    lastToken_s: 2.5,
    status: 'completed',
    attempts: 2,
    client: {
      started_s: 1.01,
      sent_s: 1.1,
      secondToken_s: 1.6,
      connect_s: 0.09,
      chunks: 11,
      sharedReads: 5,
      usageOutputTokens: 11,
      target: 'http://h',
    },
  };
  for (const id of [0, 1]) sink.arrival({ inputTokens: 5, outputTokens: 11 + id });
  sink.requestEnd(end);
  const { sent_s: _, ...unsent } = end.client!;
  sink.requestEnd({
    ...end,
    id: 1,
    status: 'failed',
    deliveredTokens: 0,
    firstToken_s: undefined,
    lastToken_s: undefined,
    client: { ...unsent, errorClass: 'connect_refused', chunks: 0, sharedReads: 0 },
  });
  sink.runEnd({ time_s: 10, client: health });
  const summary = sink.summary('hash');
  expect(summarySchema.parse(summary)).toEqual(summary);
  expect(summary.ttft_ms!.mean).toBeCloseTo(500);
  expect(summary.client).toMatchObject({
    valid: true,
    sent: 1,
    retries: 2,
    errors: { connect_refused: 1 },
    tokens: { chunks: 11, usage_output: 11, without_usage: 0, wrong_length: 0 },
    shared_read_ratio: 0.5,
    concurrency: { max: 2 },
  });
  expect(summary.client!.ttft_sent_ms!.mean).toBeCloseTo(400);
  expect(summary.client!.lateness_ms!.p50).toBeCloseTo(10);
  expect(summary.client!.user_tokens_per_s!.mean).toBeCloseTo(10);
});
