import fc from 'fast-check';
import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import type { ScheduleSpec, Traffic, TrafficRequest } from '../../scenarios/index.js';
import { evenTraffic, timesOf as times } from '../testing/traffic-rig.js';
import { arrivals } from './arrivals.js';
import { offer } from './offer.js';

type Stage = { duration_s: number; rps: number; to_rps?: number };
const rate = (stages: Stage[], process: 'constant' | 'poisson' | 'gamma' = 'constant', shape = 1) =>
  ({ kind: 'rate', process, shape, stages }) as const;

/** The same at every pass. */
const trace = (count: number, next?: Traffic['next']) => () => evenTraffic(count, next);

describe('arrivals', () => {
  it('constant: evenly, from the start', () => {
    expect([...arrivals(rate([{ duration_s: 2, rps: 2 }]), 1)]).toEqual([0, 0.5, 1, 1.5]);
  });

  it('steps take effect at their own second, and a silent stage is skipped', () => {
    const stages = [
      { duration_s: 1, rps: 2 },
      { duration_s: 5, rps: 0 },
      { duration_s: 1, rps: 4 },
    ];
    expect([...arrivals(rate(stages), 1)]).toEqual([0, 0.5, 6, 6.25, 6.5, 6.75]);
  });

  it('a ramp: the n-th request comes when the area under the rate is n', () => {
    const times = [...arrivals(rate([{ duration_s: 10, rps: 0, to_rps: 20 }]), 1)];
    expect(times).toHaveLength(100);
    for (const [n, time] of times.entries()) expect(time ** 2).toBeCloseTo(n, 9);
  });

  it.each([
    ['poisson', 1, 1],
    ['gamma', 4, 0.25],
    ['gamma', 0.5, 2],
  ] as const)('%s of shape %d has gaps of squared variation %d', (process, shape, expected) => {
    const times = [...arrivals(rate([{ duration_s: 400, rps: 100 }], process, shape), 7)];
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    expect(mean(gaps) * 100).toBeCloseTo(1, 1);
    expect(Math.abs(sampleVariance(gaps) / mean(gaps) ** 2 / expected - 1)).toBeLessThan(0.1);
  });

  it('ascend, lie in the schedule, and repeat by seed', () => {
    const stage = fc.record({
      duration_s: fc.double({ min: 0.1, max: 5, noNaN: true }),
      rps: fc.double({ min: 0, max: 50, noNaN: true }),
      to_rps: fc.double({ min: 0, max: 50, noNaN: true }),
    });
    const spec = fc.array(stage, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(spec, fc.constantFrom('constant', 'poisson', 'gamma'), fc.nat(), (stages, process, seed) => {
        const times = [...arrivals(rate(stages, process as 'poisson', 0.7), seed)];
        const end_s = stages.reduce((sum, { duration_s }) => sum + duration_s, 0);
        expect(times.every((time, i) => time >= (times[i - 1] ?? 0) && time <= end_s + 1e-9)).toBe(true);
        expect([...arrivals(rate(stages, process as 'poisson', 0.7), seed)]).toEqual(times);
      }),
    );
  });
});

describe('offering', () => {
  it('traffic: its own times, sped up, cut by duration or count', () => {
    expect(times(offer({ kind: 'traffic', speedup: 2 }, trace(4), 1).requests)).toEqual([0, 0.5, 1, 1.5]);
    expect(times(offer({ kind: 'traffic', speedup: 1, duration_s: 2 }, trace(4), 1).requests)).toEqual([0, 1]);
    expect(times(offer({ kind: 'traffic', speedup: 1, requests: 3 }, trace(4), 1).requests)).toEqual([0, 1, 2]);
  });

  it('rate: the lengths of the traffic, again from the start when it runs out', () => {
    const offered = [...offer(rate([{ duration_s: 5, rps: 1 }]), trace(2), 1).requests];
    expect(offered.map(({ inputTokens }) => inputTokens)).toEqual([1, 2, 1, 2, 1]);
    expect(offered.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
  });

  it('concurrency: as many as clients, then one for each end, up to the count', () => {
    const schedule: ScheduleSpec = { kind: 'concurrency', clients: 2, ramp_s: 1, requests: 3 };
    const { requests, next, openLoop } = offer(schedule, trace(9), 1);
    expect(openLoop).toBe(false);
    expect(times(requests)).toEqual([0, 0.5]);
    expect(next(0, 7)).toMatchObject({ id: 2, arrival_s: 7 });
    expect(next(1, 8)).toBeUndefined();
  });

  it('users: each keeps its own beat, and a late one sends at once', () => {
    const { requests, next } = offer({ kind: 'users', users: 2, rps: 4 }, trace(9), 1);
    expect(times(requests)).toEqual([0, 0.25]);
    expect(next(0, 0.1)!.arrival_s).toBe(0.5);
    expect(next(1, 2)!.arrival_s).toBe(2);
  });

  it('sessions: the traffic says what follows an end', () => {
    const follow: Traffic['next'] = ({ id }, time_s) => ({
      id: 100 + id,
      arrival_s: time_s + 5,
      inputTokens: 9,
      outputTokens: 9,
      turn: 1,
    });
    const { requests, next } = offer({ kind: 'traffic', speedup: 10 }, trace(2, follow), 1);
    expect([...requests].map(({ id }) => id)).toEqual([0, 1]);
    expect(next(1, 0.4)).toMatchObject({ id: 2, turn: 1, arrival_s: 0.9 });
  });

  it('shares of threads are the whole, once each', () => {
    const kinds: ScheduleSpec[] = [
      { kind: 'traffic', speedup: 3 },
      { kind: 'traffic', speedup: 3, requests: 11 },
      rate([{ duration_s: 3, rps: 7 }], 'poisson'),
      { kind: 'concurrency', clients: 7, ramp_s: 2 },
      { kind: 'users', users: 5, rps: 9 },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.integer({ min: 2, max: 5 }), (schedule, of) => {
        const key = ({ arrival_s, inputTokens }: TrafficRequest) => `${arrival_s} ${inputTokens}`;
        const whole = [...offer(schedule, trace(50), 3).requests];
        const shares = Array.from({ length: of }, (_, index) => [
          ...offer(schedule, trace(50), 3, { index, of }).requests,
        ]);
        const united = shares.flat();
        expect(new Set(united.map(({ id }) => id)).size).toBe(united.length);
        if (schedule.kind === 'traffic') expect(united.map(key).sort()).toEqual(whole.map(key).sort());
        expect(united.map(({ arrival_s }) => arrival_s).sort()).toEqual(whole.map(({ arrival_s }) => arrival_s).sort());
      }),
    );
  });
});
