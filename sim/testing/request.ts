/** One request, for tests that need a few of them. */
import type { TrafficRequest } from '../../scenarios/index.js';

/** A request of 100 tokens in and 10 out at 0 s, but for what is given. */
export function requestOf(of: Partial<TrafficRequest> = {}): TrafficRequest {
  return { id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 10, ...of };
}
