import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestStatus } from '../record/events.js';
import { anyRequestEnd, clientView, completed, unserved } from '../testing/requests.js';
import { CLIENT_TIMES, clientTimes, TIMES_FROM_SEND } from './client-times.js';

describe('what only a client can time', () => {
  it('counts lateness from the schedule, a second token from the first, the rest from the send', () => {
    const client = clientView({ firstReasoning_s: 10.3, firstAnswer_s: 11.1 });
    expect(clientTimes(completed(), client)).toEqual({
      lateness_ms: expect.closeTo(0.02, 9),
      ttft_sent_ms: expect.closeTo(0.4, 9),
      e2e_sent_ms: expect.closeTo(1.4, 9),
      second_token_ms: expect.closeTo(0.1, 9),
      first_reasoning_ms: expect.closeTo(0.2, 9),
      first_answer_ms: expect.closeTo(1, 9),
      connect_ms: 0.08,
    });
  });

  it.each<RequestStatus>(['failed', 'timed_out', 'cancelled', 'rejected', 'unfinished'])(
    'has no whole length where a request was %s',
    (status) => {
      expect(clientTimes(completed({ status }), clientView()).e2e_sent_ms).toBeUndefined();
      expect(clientTimes(completed({ status }), clientView()).ttft_sent_ms).toBeCloseTo(0.4, 9);
    },
  );

  it('has nothing from the send of one that was never sent, and nothing of tokens that never came', () => {
    const view = clientView({ sent_s: undefined, connect_s: undefined });
    const unsent = clientTimes(unserved('failed'), view);
    for (const name of TIMES_FROM_SEND) expect(unsent[name], name).toBeUndefined();
    const waited = clientTimes(unserved('timed_out'), clientView());
    expect(waited).toMatchObject({ connect_ms: 0.08, ttft_sent_ms: undefined, second_token_ms: undefined });
  });

  it('is negative for a client that began before its time', () => {
    expect(clientTimes(completed(), clientView({ started_s: 9.5 })).lateness_ms).toBe(-0.5);
  });

  it('has these names, whatever the request', () => {
    fc.assert(
      fc.property(anyRequestEnd, (end) => {
        expect(Object.keys(clientTimes(end, clientView()))).toEqual([...CLIENT_TIMES]);
      }),
    );
  });
});
