/** Requests as a live run tells their end, for tests of what is made of them. */
import type { RequestEnd } from '../../reports/index.js';

/** One of 100 → 21 tokens that came at 10 s, had its first token after 0.5 s and its last after 2.5 s. */
export function requestEnd(more: Partial<RequestEnd> = {}): RequestEnd {
  return {
    time_s: 12.5,
    id: 0,
    arrival_s: 10,
    inputTokens: 100,
    outputTokens: 21,
    deliveredTokens: 21,
    cachedTokens: 0,
    firstToken_s: 10.5,
    lastToken_s: 12.5,
    status: 'completed',
    ...more,
  };
}
