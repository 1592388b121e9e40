/** Ends of requests for tests: one that went well, one that was never served, and any that a run can tell. */
import fc from 'fast-check';
import type { ClientView, RequestEnd, RequestStatus } from '../record/events.js';

/** Arrives at 10 s, has its first token after 0.5 s and ten more, 0.1 s apart: TTFT 500 ms, TPOT 100 ms, E2E 1500 ms. */
export function completed(change: Partial<RequestEnd> = {}): RequestEnd {
  return {
    time_s: 11.5,
    id: 0,
    arrival_s: 10,
    inputTokens: 100,
    outputTokens: 11,
    deliveredTokens: 11,
    cachedTokens: 0,
    firstToken_s: 10.5,
    lastToken_s: 11.5,
    status: 'completed',
    ...change,
  };
}

/** Arrives at 10 s and leaves at 12 s without a token. */
export function unserved(status: RequestStatus, change: Partial<RequestEnd> = {}): RequestEnd {
  const { firstToken_s: _, lastToken_s: __, ...asked } = completed();
  return { ...asked, time_s: 12, deliveredTokens: 0, status, ...change };
}

/** What the client saw of {@link completed}: 20 ms late, sent after 100 ms, half of the pieces in shared reads. */
export function clientView(change: Partial<ClientView> = {}): ClientView {
  return {
    started_s: 10.02,
    sent_s: 10.1,
    secondToken_s: 10.6,
    connect_s: 0.08,
    chunks: 11,
    sharedReads: 5,
    usageInputTokens: 100,
    usageOutputTokens: 11,
    httpStatus: 200,
    target: 'http://a',
    ...change,
  };
}

const STATUSES = ['completed', 'failed', 'timed_out', 'cancelled', 'rejected', 'unfinished'] as const;

/** Any end of a request that a run can tell: a completed one has all its tokens, another as many as it got. */
export const anyRequestEnd: fc.Arbitrary<RequestEnd> = fc
  .record({
    id: fc.nat({ max: 1e6 }),
    class: fc.constantFrom(undefined, 'chat', 'batch'),
    arrival_s: fc.double({ min: 0, max: 500, noNaN: true }),
    ttft_s: fc.double({ min: 0, max: 20, noNaN: true }),
    tpot_s: fc.double({ min: 0.001, max: 1, noNaN: true }),
    inputTokens: fc.integer({ min: 1, max: 8000 }),
    outputTokens: fc.integer({ min: 1, max: 50 }),
    got: fc.nat({ max: 50 }),
    status: fc.constantFrom(...STATUSES),
  })
  .map(({ ttft_s, tpot_s, got, class: requestClass, ...asked }) => {
    const deliveredTokens = asked.status === 'completed' ? asked.outputTokens : Math.min(got, asked.outputTokens);
    const firstToken_s = asked.arrival_s + ttft_s;
    const lastToken_s = firstToken_s + tpot_s * Math.max(0, deliveredTokens - 1);
    return {
      ...asked,
      ...(requestClass !== undefined && { class: requestClass }),
      time_s: deliveredTokens > 0 ? lastToken_s : firstToken_s,
      deliveredTokens,
      cachedTokens: 0,
      ...(deliveredTokens > 0 && { firstToken_s, lastToken_s }),
    };
  });
