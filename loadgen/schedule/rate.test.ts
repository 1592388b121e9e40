/** A staged rate of requests that look like those of the traffic. */
import { describe, expect, it } from 'vitest';
import { evenTraffic, timesOf, turnsAfter } from '../testing/traffic-rig.js';
import type { RateSchedule } from './arrivals.js';
import { offerRate } from './rate.js';

const WHOLE = { index: 0, of: 1 };
const schedule = (stages: RateSchedule['stages'], more: Partial<RateSchedule> = {}) =>
  ({ kind: 'rate', process: 'constant', shape: 1, stages, ...more }) as RateSchedule;
const TWO_STAGES = [
  { duration_s: 2, rps: 1 },
  { duration_s: 1, rps: 4 },
];

it('has the times of the stages and the lengths of the traffic', () => {
  const { requests, openLoop, duration_s } = offerRate(schedule(TWO_STAGES), () => evenTraffic(3), 1, WHOLE);
  expect([...requests].map(({ id, arrival_s, inputTokens }) => [id, arrival_s, inputTokens])).toEqual([
    [0, 0, 1],
    [1, 1, 2],
    [2, 2, 3],
    [3, 2.25, 1],
    [4, 2.5, 2],
    [5, 2.75, 3],
  ]);
  expect([openLoop, duration_s]).toEqual([true, 3]);
});

it.each([
  [0, []],
  [3, [0, 1, 2]],
  [100, [0, 1, 2, 2.25, 2.5, 2.75]],
])('%d requests are no more than that', (requests, expected) => {
  expect(timesOf(offerRate(schedule(TWO_STAGES, { requests }), () => evenTraffic(3), 1, WHOLE).requests)).toEqual(
    expected,
  );
});

describe('shares', () => {
  it('take turns in the schedule, and count together', () => {
    const share = (index: number) =>
      timesOf(offerRate(schedule(TWO_STAGES, { requests: 5 }), () => evenTraffic(3), 1, { index, of: 2 }).requests);
    expect([share(0), share(1)]).toEqual([
      [0, 2, 2.5],
      [1, 2.25],
    ]);
  });

  it('draw the same arrivals, whatever their number', () => {
    const poisson = schedule([{ duration_s: 20, rps: 10 }], { process: 'poisson' });
    const whole = timesOf(offerRate(poisson, () => evenTraffic(3), 5, WHOLE).requests);
    const parts = [0, 1, 2].flatMap((index) =>
      timesOf(offerRate(poisson, () => evenTraffic(3), 5, { index, of: 3 }).requests),
    );
    expect(parts.sort((a, b) => a - b)).toEqual(whole);
    expect(timesOf(offerRate(poisson, () => evenTraffic(3), 6, WHOLE).requests)).not.toEqual(whole);
  });
});

it('turns follow at times of their own, beyond the last stage too', () => {
  const { requests, next } = offerRate(schedule(TWO_STAGES), () => evenTraffic(3, turnsAfter(5)), 1, WHOLE);
  expect(timesOf(requests)).toHaveLength(6);
  expect(next(5, 2.9)).toMatchObject({ id: 6, arrival_s: 7.9, turn: 1 });
});
