import { describe, expect, it } from 'vitest';
import { clientHealth } from '../testing/client-health.js';
import { mergeHealth, worstThread } from './client-health.js';

const one = clientHealth();
const other = clientHealth({
  asked: 5,
  openLoop: false,
  steady_s: [2, 19],
  eventLoop: { delayP50_s: 0.001, delayP99_s: 0.0005, delayMax_s: 0.5, looks: 40, lagging: 3 },
  utilization: 0.7,
  gc: { count: 10, total_s: 0.1, max_s: 0.05 },
  cpu: { user_s: 3, system_s: 0.25 },
  sockets: { opened: 8, most: 4 },
  maxRss_mb: 300,
  threads: 3,
  serverCounters: { tokens_total: 7 },
});

describe('the worst of several threads', () => {
  it('is one thread where there is one', () => {
    const { eventLoop, utilization, gc } = one;
    expect(worstThread([one])).toEqual({ eventLoop, utilization, gc });
  });

  it('has the longest delays of any, and the looks of the one that lagged most', () => {
    expect(worstThread([one, other])).toEqual({
      eventLoop: { delayP50_s: 0.001, delayP99_s: 0.001, delayMax_s: 0.5, looks: 40, lagging: 3 },
      utilization: 0.7,
      gc: { count: 11, total_s: expect.closeTo(0.102), max_s: 0.05 },
    });
  });

  it('is the same whoever is told first', () => expect(worstThread([other, one])).toEqual(worstThread([one, other])));

  it('has the looks of the first of two that lagged alike', () => {
    const loop = (looks: number) => ({ ...one, eventLoop: { ...one.eventLoop, looks, lagging: 2 } });
    expect(worstThread([loop(10), loop(20)]).eventLoop).toMatchObject({ looks: 10, lagging: 2 });
  });
});

describe('several machines as one', () => {
  it('is one machine where there is one', () => expect(mergeHealth([one])).toEqual(one));

  it('sums what they did, and has the condition of the worst', () => {
    expect(mergeHealth([one, other])).toEqual({
      ...worstThread([one, other]),
      asked: 7,
      openLoop: true,
      steady_s: [2, 20],
      cpu: { user_s: 4, system_s: 0.75 },
      sockets: { opened: 10, most: 6 },
      maxRss_mb: 300,
      threads: 4,
    });
  });

  it('has the counters that the first one read, for all read the same', () => {
    expect(mergeHealth([other, one]).serverCounters).toEqual({ tokens_total: 7 });
    expect(mergeHealth([one, other])).not.toHaveProperty('serverCounters');
  });

  it('sums the checks of tokens of those that made them', () => {
    const checked = (requests: number) => ({
      ...one,
      tokenCheck: { requests, usage: requests * 10, tokenizer: requests * 11 },
    });
    expect(mergeHealth([checked(1), one, checked(2)]).tokenCheck).toEqual({ requests: 3, usage: 30, tokenizer: 33 });
    expect(mergeHealth([one, one])).not.toHaveProperty('tokenCheck');
  });
});
