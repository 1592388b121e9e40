/** Users who keep a beat of their own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenTraffic, timesOf, turnsAfter } from '../testing/traffic-rig.js';
import { offerUsers } from './users.js';

const WHOLE = { index: 0, of: 1 };
/** Four users who together send two requests a second: each every 2 s. */
const schedule = (more: object = {}) =>
  ({ kind: 'users', users: 4, rps: 2, ...more }) as Parameters<typeof offerUsers>[0];
const begun = (more: object = {}, traffic = () => evenTraffic(99)) => {
  const offering = offerUsers(schedule(more), traffic, WHOLE);
  return { ...offering, first: timesOf(offering.requests) };
};

describe('the start', () => {
  it.each([
    ['is spread over one beat', {}, [0, 0.5, 1, 1.5]],
    ['of one user is at once', { users: 1, rps: 0.1 }, [0]],
    ['is cut by the count', { requests: 3 }, [0, 0.5, 1]],
    ['is cut by the time', { duration_s: 1 }, [0, 0.5]],
  ])('%s', (_name, more, expected) => expect(begun(more).first).toEqual(expected));
});

describe('a user', () => {
  it('sends on its beat, however soon the answer came', () => {
    const { next } = begun();
    expect(next(0, 0.1)).toMatchObject({ id: 4, arrival_s: 2 });
    expect(next(4, 2.05)).toMatchObject({ id: 5, arrival_s: 4 });
    expect(next(1, 0.6)).toMatchObject({ id: 6, arrival_s: 2.5 });
  });

  it('who got its answer late sends at once, and keeps a beat from there', () => {
    const { next } = begun();
    expect(next(0, 7)!.arrival_s).toBe(7);
    expect(next(4, 7.5)!.arrival_s).toBe(9);
  });

  it('whose answer came on the beat sends on it', () => {
    expect(begun().next(0, 2)!.arrival_s).toBe(2);
  });

  it('goes through the turns of a session on its beat, not after thinking', () => {
    const { next } = begun({}, () => evenTraffic(9, turnsAfter(50)));
    expect(next(0, 0.1)).toMatchObject({ id: 4, turn: 1, arrival_s: 2 });
    expect(next(4, 2.1)).toMatchObject({ id: 5, turn: 2, arrival_s: 4 });
  });

  it('begins another session when one is over', () => {
    const { next } = begun({ users: 1, rps: 1 }, () => evenTraffic(9, () => undefined));
    expect(next(0, 0.1)).toMatchObject({ id: 1, inputTokens: 2, arrival_s: 1 });
  });
});

describe('the end', () => {
  it('comes with the last request', () => {
    const { next } = begun({ requests: 5 });
    expect(next(0, 0.1)).toBeDefined();
    expect(next(1, 0.6)).toBeUndefined();
  });

  it('comes with the time: a beat at it is none', () => {
    const { next, duration_s } = begun({ duration_s: 2.25 });
    expect(next(0, 0.1)!.arrival_s).toBe(2);
    expect(next(1, 0.6)).toBeUndefined();
    expect(duration_s).toBe(2.25);
  });

  it('is not told where nobody set one', () => expect(begun()).not.toHaveProperty('duration_s'));
});

it('one user is never faster than its beat, and loses no beat while answers are quick', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 6, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (latencies) => {
        const { next } = begun({ users: 1, rps: 0.5 });
        let [id, sent_s] = [0, 0];
        for (const latency_s of latencies) {
          const request = next(id, sent_s + latency_s)!;
          expect(request.arrival_s).toBe(Math.max(sent_s + 2, sent_s + latency_s));
          id = request.id;
          sent_s = request.arrival_s;
        }
      },
    ),
  );
});

it('shares are the users in turn, each with its part of the count', () => {
  const share = (index: number) => [
    ...offerUsers(schedule({ requests: 3 }), () => evenTraffic(9), { index, of: 2 }).requests,
  ];
  expect(share(0).map(({ id, arrival_s }) => [id, arrival_s])).toEqual([
    [0, 0],
    [2, 1],
  ]);
  expect(share(1).map(({ id, arrival_s }) => [id, arrival_s])).toEqual([[1, 0.5]]);
});
