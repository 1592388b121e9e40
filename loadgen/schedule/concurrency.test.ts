/** So many clients, each with one request out at a time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenTraffic, timesOf, turnsAfter } from '../testing/traffic-rig.js';
import { offerConcurrency } from './concurrency.js';

const WHOLE = { index: 0, of: 1 };
const schedule = (more: object = {}) =>
  ({ kind: 'concurrency', clients: 3, ramp_s: 0, ...more }) as Parameters<typeof offerConcurrency>[0];

describe('the start', () => {
  it.each([
    ['at once', {}, [0, 0, 0]],
    ['over a ramp', { ramp_s: 6 }, [0, 2, 4]],
    ['of one client', { clients: 1, ramp_s: 6 }, [0]],
    ['of fewer requests than clients', { requests: 2 }, [0, 0]],
    ['that ends inside its ramp', { ramp_s: 6, duration_s: 3 }, [0, 2]],
    ['of nothing', { requests: 0 }, []],
  ])('%s', (_name, more, expected) => {
    expect(timesOf(offerConcurrency(schedule(more), () => evenTraffic(9), WHOLE).requests)).toEqual(expected);
  });
});

describe('an end', () => {
  it('is followed by the next of the traffic, at once, again from its start when it has run out', () => {
    const { requests, next, openLoop } = offerConcurrency(schedule(), () => evenTraffic(4), WHOLE);
    expect(timesOf(requests)).toHaveLength(3);
    expect(next(1, 2.5)).toEqual({ id: 3, arrival_s: 2.5, inputTokens: 4, outputTokens: 2 });
    expect(next(0, 2.75)).toEqual({ id: 4, arrival_s: 2.75, inputTokens: 1, outputTokens: 2 });
    expect(openLoop).toBe(false);
  });

  it('is followed by nothing after the last request, or when the time is over', () => {
    const counted = offerConcurrency(schedule({ requests: 4 }), () => evenTraffic(9), WHOLE);
    expect(timesOf(counted.requests)).toHaveLength(3);
    expect(counted.next(0, 1)).toBeDefined();
    expect(counted.next(1, 1)).toBeUndefined();
    const timed = offerConcurrency(schedule({ duration_s: 10 }), () => evenTraffic(9), WHOLE);
    expect(timesOf(timed.requests)).toHaveLength(3);
    expect(timed.next(0, 9.999)).toBeDefined();
    expect(timed.next(1, 10)).toBeUndefined();
  });

  it('of a turn is followed by the next turn, after its thinking', () => {
    const { requests, next } = offerConcurrency(schedule(), () => evenTraffic(9, turnsAfter(5)), WHOLE);
    expect(timesOf(requests)).toHaveLength(3);
    expect(next(2, 4)).toMatchObject({ id: 3, arrival_s: 9, turn: 1 });
  });

  it('of a session begins another', () => {
    let turns = 1;
    const once = turnsAfter(5);
    const traffic = () => evenTraffic(9, (ended, time_s) => (turns-- > 0 ? once(ended, time_s) : undefined));
    const { requests, next } = offerConcurrency(schedule({ clients: 1 }), traffic, WHOLE);
    expect(timesOf(requests)).toHaveLength(1);
    expect(next(0, 1)).toMatchObject({ id: 1, turn: 1 });
    expect(next(1, 8)).toEqual({ id: 2, arrival_s: 8, inputTokens: 2, outputTokens: 2 });
  });

  it('of a turn is the last where the time is over, though a turn would follow', () => {
    const { requests, next } = offerConcurrency(
      schedule({ duration_s: 3 }),
      () => evenTraffic(9, turnsAfter(5)),
      WHOLE,
    );
    expect(timesOf(requests)).toHaveLength(3);
    expect(next(0, 3)).toBeUndefined();
  });
});

it('tells how long it takes where that is known', () => {
  expect(offerConcurrency(schedule(), () => evenTraffic(9), WHOLE)).not.toHaveProperty('duration_s');
  expect(offerConcurrency(schedule({ duration_s: 7 }), () => evenTraffic(9), WHOLE).duration_s).toBe(7);
});

it('as many are out as there are clients, until the requests run out', () => {
  const kinds = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(30), fc.array(fc.nat(), { maxLength: 60 }));
  fc.assert(
    fc.property(kinds, ([clients, requests, ends]) => {
      const offering = offerConcurrency(schedule({ clients, requests }), () => evenTraffic(5), WHOLE);
      const out = [...offering.requests].map(({ id }) => id);
      let given = out.length;
      expect(given).toBe(Math.min(clients, requests));
      for (const [i, pick] of ends.entries()) {
        if (out.length === 0) break;
        const [id] = out.splice(pick % out.length, 1);
        const next = offering.next(id!, i);
        expect(next !== undefined).toBe(given < requests);
        if (next) given++;
        if (next) out.push(next.id);
        if (next) expect(out).toHaveLength(clients);
      }
    }),
  );
});
