import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation, TrafficObservation } from '../../ports.js';
import { frozen } from '../../testing/index.js';
import { computedTokens, type DemandState, readDemand } from './demand.js';
import { LENGTHS } from './testing/engines.js';

const START: DemandState = { silent_s: 0, idle_s: 0 };
const WORKERS = { ready: 1, starting: 0, draining: 0, desired: 1 };

/** Ten seconds in which so many requests ended, and the prefill queue at their end. */
function seen(requests: number | undefined, queued: number | undefined, more: TrafficObservation = {}): Observation {
  return {
    time: 10,
    windowSeconds: 10,
    workers: { prefill: WORKERS },
    traffic: { ...(requests !== undefined && { requests }), inputTokensMean: 1000, outputTokensMean: 100, ...more },
    ...(queued !== undefined && { queues: { prefill: queued } }),
  };
}
const read = (before: DemandState, observation: Observation, most = Number.POSITIVE_INFINITY) =>
  readDemand(before, observation, ['prefill'], () => most);
const rateAfter = (first: Observation, second: Observation) => read(read(START, first).state, second).demand.rate;

describe('the rate', () => {
  it.each([
    ['what ended', 10, 20, 10, 2],
    ['and what the system holds more', 10, 20, 40, 5],
    ['less what it holds fewer', 10, 20, 0, 1],
    ['never below nothing', 500, 20, 0, 0],
    ['nothing ended, but some wait', 0, 0, 30, 3],
  ])('is %s', (_what, before, ended, after, rate) => {
    expect(rateAfter(seen(20, before), seen(ended, after))).toBeCloseTo(rate, 12);
  });

  it('is what arrived where that is counted', () => {
    expect(read(START, seen(20, 10, { arrivals: 70 })).demand.rate).toBe(7);
    expect(read(START, seen(20, 10, { arrivals: 0 })).demand.rate).toBe(0);
    expect(rateAfter(seen(20, 10), seen(20, 40, { arrivals: 30 }))).toBe(3);
  });

  it('is not known at the first look at a system that already holds some', () => {
    expect(read(START, seen(20, 10)).demand.rate).toBeUndefined();
  });

  it('is what ended where nobody tells what the system holds', () => {
    expect(read(START, seen(20, undefined)).demand.rate).toBe(2);
  });

  it('before any series is what came in: all of it is inside', () => {
    const nothingEnded = { ...seen(undefined, 0), traffic: {} };
    const waiting = { ...seen(undefined, 30), traffic: {} };
    expect(rateAfter(nothingEnded, waiting)).toBe(3);
    expect(read(START, waiting).demand.rate).toBeUndefined();
    const { traffic: _none, ...blind } = waiting;
    expect(read(read(START, nothingEnded).state, blind).demand.rate).toBeUndefined();
  });

  it('is no more than can have come in', () => {
    expect(read(read(START, seen(20, 0)).state, seen(5000, 0), 8).demand.rate).toBe(8);
    expect(read(START, seen(20, 0, { arrivals: 5000 }), 8).demand.rate).toBe(8);
  });

  it('counts what runs and waits over all roles', () => {
    const both = (running: number, queued: number): Observation => ({
      ...seen(20, queued),
      workersDetail: {
        prefill: [{ id: 'a', running, queuedRequests: 0 }],
        decode: [{ id: 'b', running: 2 * running }],
      },
    });
    const roles = ['prefill', 'decode'] as const;
    const first = readDemand(START, both(1, 0), roles, () => 1e9).state;
    expect(first.inside).toBe(3);
    expect(readDemand(first, both(3, 4), roles, () => 1e9).demand.rate).toBeCloseTo((20 + 10) / 10, 12);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -5])('of %d requests is no rate', (requests) => {
    expect(rateAfter(seen(20, 10), seen(requests, 10))).toBeUndefined();
  });

  it('of an empty window is none', () => {
    expect(read(START, { ...seen(20, undefined), windowSeconds: 0 }).demand.rate).toBeUndefined();
  });
});

describe('silence and idleness', () => {
  const told = read(START, seen(20, 0)).state;

  it('silence is the time without a rate, and ends with one', () => {
    const once = read(told, seen(Number.NaN, 0)).state;
    expect(once.silent_s).toBe(told.silent_s + 10);
    expect(read(once, seen(Number.NaN, 0)).state.silent_s).toBe(told.silent_s + 20);
    expect(read(once, seen(5, 0)).state.silent_s).toBe(0);
  });

  it('idleness is the time without a request, nobody inside', () => {
    const once = read(told, seen(0, 0)).state;
    expect(once.idle_s).toBe(told.idle_s + 10);
    expect(read(once, seen(0, 0)).state.idle_s).toBe(told.idle_s + 20);
    expect(read(once, seen(0, 3)).state.idle_s).toBe(0);
    expect(read(once, seen(1, 0)).state.idle_s).toBe(0);
  });

  it('is not idle where somebody works on what came before', () => {
    const working = { ...seen(0, 0, { arrivals: 0 }), workersDetail: { prefill: [{ id: 'a', running: 2 }] } };
    expect(read(told, working).state.idle_s).toBe(0);
  });

  it('without a rate is idle where the system says that it is empty', () => {
    expect(read(START, { ...seen(undefined, 0), traffic: {} }).state.idle_s).toBe(10);
    const { traffic: _traffic, queues: _queues, ...blind } = seen(0, 0);
    expect(read(START, blind).state.idle_s).toBe(0);
  });
});

describe('lengths', () => {
  it('are those of the first requests, their variation not known', () => {
    expect(read(START, seen(20, 0)).demand.lengths).toEqual({
      isl: 1000,
      osl: 100,
      islVariation: 1,
      requests: 20,
      cachedShare: 0,
    });
  });

  it('are taken over all requests, not the first that ended: those are the short ones', () => {
    const { state } = read(START, seen(5, 0, { outputTokensMean: 10 }));
    expect(read(state, seen(95, 0)).demand.lengths?.osl).toBeCloseTo(95.5, 9);
  });

  it('reach back over two thousand requests', () => {
    let { state } = read(START, seen(5000, 0));
    state = read(state, seen(5000, 0)).state;
    expect(state.lengths!.requests).toBe(2000);
    expect(read(state, seen(2000, 0, { outputTokensMean: 300 })).demand.lengths!.osl).toBeCloseTo(200, 9);
  });

  it.each([
    { inputTokensMean: Number.NaN },
    { outputTokensMean: Number.NaN },
    { inputTokensMean: 0.5 },
    { outputTokensMean: 0.9 },
    { inputTokensMean: -4 },
    { outputTokensMean: Number.POSITIVE_INFINITY },
  ])('are not learnt from %j', (odd) => {
    const { state } = read(START, seen(20, 0));
    expect(read(state, seen(20, 0, odd)).state.lengths).toEqual(state.lengths);
    expect(read(START, seen(20, 0, odd)).demand.lengths).toBeUndefined();
  });

  it('count one request at least for a mean that somebody gives', () => {
    expect(read(START, seen(0, 0)).state.lengths!.requests).toBe(1);
    expect(read(START, seen(undefined, 0)).state.lengths!.requests).toBe(1);
  });

  it('vary as the means of the ticks scatter, within bounds', () => {
    const run = (means: readonly number[]) => {
      let { state } = read(START, seen(100, 0));
      for (const inputTokensMean of means) state = read(state, seen(100, 0, { inputTokensMean })).state;
      return state.lengths!.islVariation;
    };
    const steady = run(new Array(300).fill(1000));
    expect(steady).toBeCloseTo(0.1, 9);
    const scattered = run(Array.from({ length: 300 }, (_, i) => (i % 2 ? 2000 : 100)));
    expect(scattered).toBe(6);
    expect(run([1000])).toBeCloseTo(0.97, 9);
  });
});

describe('what a prefix cache spares', () => {
  const learntFrom = (rates: readonly number[]) => {
    let { state } = read(START, seen(2000, 0));
    for (const kvHitRate of rates) state = read(state, seen(2000, 0, { kvHitRate })).state;
    return state.lengths!;
  };

  it.each<[string, number[], number]>([
    ['nothing until it is told', [], 1000],
    ['slowly: a half of what 2,000 requests found', [0.5], 750],
    ['NaN is not told', [0.5, Number.NaN], 750],
    ['four fifths at the most', new Array<number>(40).fill(1), 200],
    ['a rate below 0 is no rate', [-3], 1000],
    ['and is forgotten as it was learnt', [0.5, 0], 875],
  ])('%s', (_what, rates, tokens) => {
    expect(computedTokens(learntFrom(rates))).toBeCloseTo(tokens, 6);
  });

  it('leaves one token at least', () => {
    expect(computedTokens({ ...LENGTHS, isl: 2, cachedShare: 0.8 })).toBe(1);
  });
});

it('the state is plain data, and is never written into', () => {
  const number = fc.option(fc.oneof(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.constant(Number.NaN)), {
    nil: undefined,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { maxLength: 6 }), (ticks) => {
      let state = START;
      for (const [requests, queued] of ticks) {
        const observation = seen(requests, queued);
        const after = read(frozen(state), observation);
        expect(read(JSON.parse(JSON.stringify(state)) as DemandState, observation)).toEqual(after);
        if (after.demand.rate !== undefined) expect(after.demand.rate).toBeGreaterThanOrEqual(0);
        ({ state } = after);
      }
    }),
  );
});
