/** Traffic at its own times. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenTraffic, timesOf, turnsAfter } from '../testing/traffic-rig.js';
import { offerTraffic } from './traffic.js';

const WHOLE = { index: 0, of: 1 };
const schedule = (more: object = {}) =>
  ({ kind: 'traffic', speedup: 1, ...more }) as Parameters<typeof offerTraffic>[0];

describe('times', () => {
  it.each([
    ['as they are', {}, [0, 1, 2, 3]],
    ['twice as fast', { speedup: 2 }, [0, 0.5, 1, 1.5]],
    ['half as fast', { speedup: 0.5 }, [0, 2, 4, 6]],
    ['those before the end', { duration_s: 2 }, [0, 1]],
    ['just beyond a request', { duration_s: 2.1 }, [0, 1, 2]],
    ['the end is one of the run, not of the traffic', { speedup: 2, duration_s: 1 }, [0, 0.5]],
    ['so many', { requests: 3 }, [0, 1, 2]],
    ['more than there are', { requests: 30 }, [0, 1, 2, 3]],
    ['none', { requests: 0 }, []],
    ['whichever ends first', { requests: 3, duration_s: 1.5 }, [0, 1]],
  ])('%s', (_name, more, expected) => {
    const offering = offerTraffic(schedule(more), () => evenTraffic(4), WHOLE);
    expect(timesOf(offering.requests)).toEqual(expected);
    expect(offering.openLoop).toBe(true);
  });
});

describe('how long it takes', () => {
  it.each([
    [{}, 4],
    [{ speedup: 2 }, 2],
    [{ duration_s: 3 }, 3],
    [{ duration_s: 30 }, 4],
    [{ speedup: 0.5, duration_s: 5 }, 5],
  ])('with %o it is %d s', (more, expected) => {
    expect(offerTraffic(schedule(more), () => evenTraffic(4), WHOLE).duration_s).toBe(expected);
  });

  it('is unknown where the traffic does not tell and nothing limits it', () => {
    const { duration_s: _, ...endless } = evenTraffic(4);
    expect(offerTraffic(schedule(), () => endless, WHOLE)).not.toHaveProperty('duration_s');
    expect(offerTraffic(schedule({ duration_s: 9 }), () => endless, WHOLE).duration_s).toBe(9);
  });
});

describe('what follows', () => {
  it('thinks as long as the traffic says, sped up with it', () => {
    const { requests, next } = offerTraffic(schedule({ speedup: 10 }), () => evenTraffic(2, turnsAfter(5)), WHOLE);
    expect(timesOf(requests)).toEqual([0, 0.1]);
    expect(next(0, 0.4)!.arrival_s).toBeCloseTo(0.9, 12);
  });

  it('comes no more once the time is over', () => {
    const { requests, next } = offerTraffic(schedule({ duration_s: 6 }), () => evenTraffic(2, turnsAfter(5)), WHOLE);
    expect(timesOf(requests)).toHaveLength(2);
    expect(next(0, 0.5)!.arrival_s).toBe(5.5);
    expect(next(1, 1)).toBeUndefined();
  });

  it('is nothing in traffic of single requests', () => {
    const { requests, next } = offerTraffic(schedule(), () => evenTraffic(2), WHOLE);
    expect(timesOf(requests)).toHaveLength(2);
    expect(next(0, 3)).toBeUndefined();
  });
});

it('shares of a count are that count, and each is the traffic at its own times', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 4 }), (requests, of) => {
      const shares = Array.from({ length: of }, (_, index) =>
        timesOf(offerTraffic(schedule({ requests }), () => evenTraffic(12), { index, of }).requests),
      );
      const expected = Array.from({ length: Math.min(12, requests) }, (_, i) => i);
      expect(shares.flat().sort((a, b) => a - b)).toEqual(expected);
      for (const times of shares) expect(times).toEqual([...times].sort((a, b) => a - b));
    }),
  );
});
