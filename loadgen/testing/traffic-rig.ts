/** Traffic by hand, for tests of what a schedule makes of it. */
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';

/** `count` requests a second apart, the n-th of n + 1 input tokens; `next` says what follows an end. */
export function evenTraffic(count: number, next?: Traffic['next'], more: Partial<TrafficRequest> = {}): Traffic {
  return {
    requests: Array.from({ length: count }, (_, id) => ({
      id,
      arrival_s: id,
      inputTokens: id + 1,
      outputTokens: 2,
      ...more,
    })),
    duration_s: count,
    ...(next && { next }),
    fractionRead: () => undefined,
    provenance: () => {
      throw new Error('not asked');
    },
  };
}

/** A further turn `think_s` after the end: the turn's id of the traffic is 100 more than the one before. */
export function turnsAfter(think_s: number): NonNullable<Traffic['next']> {
  return ({ id, sessionId }, time_s) => ({
    id: 100 + id,
    arrival_s: time_s + think_s,
    inputTokens: 9,
    outputTokens: 9,
    turn: Math.floor(id / 100) + 1,
    ...(sessionId !== undefined && { sessionId }),
  });
}

/** When they come, seconds. */
export const timesOf = (requests: Iterable<TrafficRequest>) => [...requests].map(({ arrival_s }) => arrival_s);
