import { describe, expect, it } from 'vitest';
import { fidelityFaults, TOLERANCE } from './fidelity.js';

const fine: Parameters<typeof fidelityFaults>[0] = {
  asked: 100,
  sent: 100,
  latenessP99AtLeast_ms: 3,
  eventLoop: { looks: 1000, lagging: 3 },
  event_loop_ms: { p50: 0, p99: 2, max: 10 },
  utilization: 0.5,
  shared_read_ratio: 0.9,
  errors: {},
};
type Change = Partial<typeof fine>;

const faults = (change: Change, openLoop = true, sla = {}) => fidelityFaults({ ...fine, ...change }, openLoop, sla);

describe('a client', () => {
  it('that kept up has no fault, though the server sent in bundles', () => expect(faults({})).toEqual([]));

  it.each<[string, Change, string]>([
    ['sent less than was asked', { sent: 97 }, 'only 97 of 100 requests were sent'],
    ['sent nothing', { sent: 0 }, 'only 0 of 100 requests were sent'],
    ['sent late', { latenessP99AtLeast_ms: 26 }, 'requests were sent late: p99 at least 26 ms, tolerated 25 ms'],
    [
      'had a slow event loop',
      { eventLoop: { looks: 100, lagging: 5 } },
      'the event loop lagged by more than 50 ms at 5 of 100 looks',
    ],
    [
      'stood still once',
      { event_loop_ms: { p50: 0, p99: 2, max: 900 } },
      'the client stood still for 900 ms, tolerated 500 ms',
    ],
    ['was saturated', { utilization: 0.96 }, 'a sending thread was busy 96 % of the time; add bench.workers'],
    ['read late', { utilization: 0.9 }, 'tokens were read 90 % in bundles: the client reads late'],
  ])('that %s says so', (_, change, fault) => expect(faults(change)).toEqual([fault]));

  it.each<[string, Change]>([
    ['98 of 100 sent', { sent: 98 }],
    ['25 ms late', { latenessP99AtLeast_ms: 25 }],
    ['4 lags of 100', { eventLoop: { looks: 100, lagging: 4 } }],
    ['half a second', { event_loop_ms: { p50: 0, p99: 2, max: 500 } }],
    ['95 % busy, no bundles', { utilization: 0.95, shared_read_ratio: 0.5 }],
    ['85 % busy', { utilization: 0.85 }],
    ['90 % busy, and no bundles', { utilization: 0.9, shared_read_ratio: 0 }],
    ['nothing asked', { asked: 0, sent: 0 }],
    ['a run too short to show lateness', { latenessP99AtLeast_ms: undefined }],
    ['one lag of twenty looks', { eventLoop: { looks: 20, lagging: 1 } }],
    ['no look', { eventLoop: { looks: 0, lagging: 0 } }],
  ])('may have %s', (_, change) => expect(faults(change)).toEqual([]));

  it('says all that speaks against it, and of the event loop the graver', () => {
    const all = faults({
      sent: 10,
      latenessP99AtLeast_ms: 1000,
      eventLoop: { looks: 10, lagging: 9 },
      event_loop_ms: { p50: 0, p99: 2, max: 900 },
      utilization: 0.99,
    });
    expect(all.map((fault) => fault.split(' ').slice(0, 3).join(' '))).toEqual([
      'only 10 of',
      'requests were sent',
      'the event loop',
      'a sending thread',
    ]);
  });
});

describe('lateness', () => {
  it('is measured by the promise: 5 % of it where that is more than 25 ms', () => {
    const late = (latenessP99AtLeast_ms: number, ttft_ms: number) =>
      faults({ latenessP99AtLeast_ms }, true, { ttft_ms });
    expect(late(100, 2000)).toEqual([]);
    expect(late(100.1, 2000)).toEqual(['requests were sent late: p99 at least 100 ms, tolerated 100 ms']);
    expect(late(25, 100)).toEqual([]);
    expect(late(26, 100)).toHaveLength(1);
  });

  it('is no fault where a client waits for the server', () => {
    expect(faults({ latenessP99AtLeast_ms: 10_000 }, false)).toEqual([]);
  });

  it('below 10 ms is told to a tenth', () => {
    expect(TOLERANCE.lateness_ms).toBe(25);
    expect(faults({ event_loop_ms: { p50: 0, p99: 0, max: 500.04 } })[0]).toMatch(/still for 500 ms/);
    expect(faults({ eventLoop: { looks: 10, lagging: 10 } })[0]).toMatch(/more than 50 ms/);
  });
});

describe('a target that takes no connection', () => {
  it.each(['connect_refused', 'connect_timeout', 'connect_failed', 'dns', 'tls'])(
    'is at fault itself: %s',
    (errorClass) => expect(faults({ sent: 10, errors: { [errorClass]: 90 } })).toEqual([]),
  );

  it('excuses no more requests than it refused, and no error after the send', () => {
    expect(faults({ sent: 10, errors: { connect_refused: 40, dns: 40 } })).toEqual([
      'only 10 of 100 requests were sent',
    ]);
    expect(faults({ sent: 10, errors: { reset: 90 } })).toEqual(['only 10 of 100 requests were sent']);
  });
});
