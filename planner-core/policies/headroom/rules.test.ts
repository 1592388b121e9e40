/** The rules around the models: demand, orders, moves, limits, the forecast's record. */
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../ports.js';
import { TickNotes } from '../tick-notes.js';
import { computedTokens, type DemandState, readDemand } from './demand.js';
import { limit } from './limit.js';
import { keepFloors, moveTo } from './move.js';
import { readySeconds, reconcile } from './orders.js';
import { ratesOf, recorder } from './record.js';

const START: DemandState = { silent_s: 0, idle_s: 0 };
const workers = { ready: 1, starting: 0, draining: 0, desired: 1 };

function seen(requests: number | undefined, queued: number, arrivals?: number): Observation {
  return {
    time: 10,
    windowSeconds: 10,
    workers: { prefill: workers },
    traffic: {
      ...(requests !== undefined && { requests }),
      ...(arrivals !== undefined && { arrivals }),
      inputTokensMean: 1000,
      outputTokensMean: 100,
    },
    queues: { prefill: queued },
  };
}

const read = (before: DemandState, observation: Observation, most = Number.POSITIVE_INFINITY) =>
  readDemand(before, observation, ['prefill'], () => most);

describe('demand', () => {
  it('is what ended and what the system holds more', () => {
    const { state } = read(START, seen(20, 10));
    expect(read(state, seen(20, 40)).demand.rate).toBeCloseTo(5);
    expect(read(state, seen(20, 0)).demand.rate).toBeCloseTo(1);
  });

  it('is what arrived where that is counted', () => {
    expect(read(START, seen(20, 10, 70)).demand.rate).toBeCloseTo(7);
  });

  it('is not known without data, and then silence is counted', () => {
    const { state } = read(START, seen(20, 10));
    for (const requests of [Number.NaN, Number.POSITIVE_INFINITY, -5]) {
      const after = read(state, { ...seen(requests, 10) });
      expect(after.demand.rate).toBeUndefined();
      expect(after.state.silent_s).toBe(state.silent_s + 10);
    }
  });

  it('counts idleness where nothing comes and nobody is inside', () => {
    const { state } = read(START, seen(20, 0));
    expect(read(state, seen(0, 0)).state.idle_s).toBe(state.idle_s + 10);
    expect(read(state, seen(0, 3)).state.idle_s).toBe(0);
  });

  it('takes lengths over all requests, not the first that ended: those are the short ones', () => {
    const first = seen(5, 0);
    const short = { ...first, traffic: { ...first.traffic, outputTokensMean: 10 } };
    const { state } = read(START, short);
    expect(read(state, seen(95, 0)).demand.lengths?.osl).toBeCloseTo(95.5);
  });

  it('leaves out of prompts what a prefix cache spares: slowly, within bounds, and while it is told', () => {
    const first = seen(2000, 0);
    const cached = (kvHitRate: number) => ({ ...first, traffic: { ...first.traffic, kvHitRate } });
    const tokensAfter = (rates: readonly number[]) => {
      let { state } = read(START, first);
      for (const rate of rates) state = read(state, cached(rate)).state;
      return computedTokens(state.lengths!);
    };
    expect(tokensAfter([])).toBe(1000);
    expect(tokensAfter([0.5])).toBeCloseTo(750);
    expect(tokensAfter([0.5, Number.NaN])).toBeCloseTo(750);
    expect(tokensAfter(new Array(40).fill(1))).toBeCloseTo(200);
    expect(tokensAfter([-3])).toBe(1000);
  });

  it('is no more than can have come in', () => {
    const { state } = read(START, seen(20, 0));
    expect(read(state, seen(5000, 0), 8).demand.rate).toBe(8);
  });
});

describe('orders', () => {
  it('become ready a startup later, and those that wait for GPUs do not', () => {
    const counts = { ready: 1, starting: 3, draining: 0, desired: 4, pending: 1 };
    const cohorts = reconcile([], counts, 100, 60);
    expect(cohorts).toEqual([{ due_s: 160, count: 2 }]);
    expect(readySeconds(1, cohorts, 100, 100)).toBe(100 + 2 * 40);
  });

  it('follow the workers observed: the earliest are ready first', () => {
    const cohorts = [
      { due_s: 10, count: 1 },
      { due_s: 20, count: 2 },
    ];
    expect(reconcile(cohorts, { ready: 3, starting: 2, draining: 0, desired: 5 }, 15, 60)).toEqual([
      { due_s: 20, count: 2 },
    ]);
  });
});

describe('moves', () => {
  it('go up at once, in bounded steps', () => {
    expect(moveTo(5, 2, [])).toEqual({ target: 5, reason: 'scale_up' });
    expect(moveTo(50, 2, [])).toEqual({ target: 6, reason: 'rate_limited' });
    expect(moveTo(500, 300, [])).toEqual({ target: 330, reason: 'rate_limited' });
  });

  it('go down when fewer were enough for a startup', () => {
    let floors = keepFloors([], { time_s: 0, count: 2, committed: 5 }, 60, 10);
    expect(moveTo(2, 5, floors)).toEqual({ target: 5, reason: 'stabilised' });
    for (let time_s = 10; time_s <= 70; time_s += 10) {
      floors = keepFloors(floors, { time_s, count: time_s === 20 ? 4 : 2, committed: 5 }, 60, 10);
    }
    expect(moveTo(2, 5, floors)).toEqual({ target: 4, reason: 'scale_down' });
  });
});

describe('limits', () => {
  const role = (name: 'prefill' | 'decode', target: number, gpus = 1) => ({ role: name, gpus, needed: target, target });

  it('a budget takes from both in proportion to what they need', () => {
    const notes = new TickNotes();
    const counts = limit([role('prefill', 8), role('decode', 4, 2)], { min: 1, max: 20 }, 8, notes);
    expect(counts).toEqual({ prefill: 4, decode: 2 });
    expect(notes.reasons).toContain('gpu_budget');
  });

  it('decode has no more than prefill can feed', () => {
    const notes = new TickNotes();
    expect(limit([role('prefill', 16), role('decode', 6)], { min: 1, max: 8 }, undefined, notes)).toEqual({
      prefill: 8,
      decode: 3,
    });
    expect(notes.reasons).toContain('ratio');
  });

  it('workers that wait for GPUs bound the other role too', () => {
    const waiting = { ...role('prefill', 4), reachable: 2 };
    expect(limit([waiting, role('decode', 6)], { min: 1, max: 8 }, undefined, new TickNotes())).toEqual({
      prefill: 4,
      decode: 3,
    });
  });
});

describe('the record', () => {
  const outlookAfter = (rates: readonly number[]) => {
    const one = recorder(10, 60);
    return one.outlook(rates.reduce(one.observe, one.initialState));
  };

  it('expects a steady load to go on, without scatter', () => {
    const outlook = outlookAfter(new Array(60).fill(4));
    expect(outlook.expected).toBeCloseTo(4);
    expect(Math.max(...ratesOf(outlook, 4))).toBeCloseTo(4);
  });

  it('keeps the scatter of bursts', () => {
    const bursts = Array.from({ length: 120 }, (_, i) => (i % 10 < 2 ? 50 : 0));
    const outlook = outlookAfter(bursts);
    expect(outlook.expected).toBeGreaterThan(5);
    expect(outlook.expected).toBeLessThan(15);
    expect(Math.max(...ratesOf(outlook, outlook.expected))).toBeGreaterThan(40);
  });

  it('does not expect a step of the load again on top of itself', () => {
    const step = Array.from({ length: 60 }, (_, i) => (i < 50 ? 2 : 12));
    const outlook = outlookAfter(step);
    expect(Math.max(...ratesOf(outlook, outlook.expected))).toBeLessThanOrEqual(12);
  });

  it('expects at once what goes beyond all that was seen, and no chance fluctuation', () => {
    const steady = Array.from({ length: 60 }, (_, i) => 12 + (i % 3));
    expect(outlookAfter([...steady, 40]).expected).toBeCloseTo(40);
    expect(outlookAfter([...steady, 40, 44]).expected).toBeCloseTo(42);
    expect(outlookAfter([...steady, 16]).expected).toBeLessThan(14);
    const held = new Array<number>(10).fill(40);
    expect(outlookAfter([...steady, ...held]).expected).toBeCloseTo(40);
    expect(outlookAfter([...steady, 40, 12]).expected).toBeLessThan(16);
  });

  it('forgets a spike that stands alone', () => {
    const spike = Array.from({ length: 90 }, (_, i) => (i === 40 ? 200 : 4));
    const outlook = outlookAfter(spike);
    expect(Math.max(...ratesOf(outlook, outlook.expected))).toBeLessThan(10);
  });

  it('expects the largest of recurring bursts again', () => {
    const bursts = Array.from({ length: 120 }, (_, i) => (i % 10 === 0 ? (i === 50 ? 60 : 40) : 0));
    expect(outlookAfter(bursts).most).toBe(60);
  });

  it('sees a ramp coming', () => {
    const outlook = outlookAfter(Array.from({ length: 90 }, (_, i) => 5 + 0.2 * i));
    expect(outlook.expected).toBeGreaterThan(5 + 0.2 * 89);
  });
});
