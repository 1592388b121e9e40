import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRequest } from '../../scenarios/index.js';
import { plannerPolicies, REFERENCE_POLICIES } from '../../scenarios/index.js';
import { knownTraffic, knowsTraffic } from './known-traffic.js';

const request = (arrival_s: number, inputTokens = 100, outputTokens = 10): TrafficRequest => ({
  id: 0,
  arrival_s,
  inputTokens,
  outputTokens,
});

it.each([...plannerPolicies()])('%s is told the traffic only where it is a reference', (policy) => {
  expect(knowsTraffic(policy)).toBe((REFERENCE_POLICIES as readonly string[]).includes(policy));
});

describe('the traffic ahead', () => {
  const { trafficAhead, trafficSeconds } = knownTraffic([
    request(0.2, 100, 10),
    request(0.9, 300, 20),
    request(2.5, 1000, 50),
  ]);

  it('lasts until the end of the second of the last request', () => {
    expect(trafficSeconds).toBe(3);
    expect(knownTraffic([]).trafficSeconds).toBe(0);
  });

  it('sums whole seconds, with the means of their requests', () => {
    expect(trafficAhead!(0, 1)).toEqual({ requests: 2, inputTokensMean: 200, outputTokensMean: 15 });
    expect(trafficAhead!(0, 3)).toEqual({ requests: 3, inputTokensMean: 1400 / 3, outputTokensMean: 80 / 3 });
  });

  it('cuts a second in proportion, wherever its requests came', () => {
    expect(trafficAhead!(0.5, 1).requests).toBe(1);
    expect(trafficAhead!(0.75, 2.25).requests).toBeCloseTo(2 * 0.25 + 0.25, 12);
  });

  it.each([
    ['a second without requests', 1, 2],
    ['what comes after the end', 3, 10],
    ['no time at all', 0.5, 0.5],
    ['the time before the run', -10, 0],
  ])('has nothing, and no mean, in %s', (_what, from_s, to_s) => {
    const { requests, inputTokensMean, outputTokensMean } = trafficAhead!(from_s, to_s);
    expect([requests, inputTokensMean, outputTokensMean]).toEqual([0, Number.NaN, Number.NaN]);
  });

  it('has what lies within the run of a span that begins before it and ends after', () => {
    expect(trafficAhead!(-5, 99).requests).toBe(3);
  });
});

it('spans that follow each other have all requests together, whatever the cuts', () => {
  const arrivals = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 30 });
  const cuts = fc.array(fc.double({ min: 0, max: 60, noNaN: true }), { maxLength: 5 });
  fc.assert(
    fc.property(arrivals, cuts, (times, inner) => {
      const { trafficAhead } = knownTraffic(times.map((time_s) => request(time_s)));
      const edges = [0, ...inner.toSorted((a, b) => a - b), 60];
      const parts = edges.slice(1).map((to_s, i) => trafficAhead!(edges[i]!, to_s).requests);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(times.length, 6);
    }),
    { numRuns: 50 },
  );
});
