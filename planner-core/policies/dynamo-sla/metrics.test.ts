import { describe, expect, it } from 'vitest';
import type { Observation } from '../../ports.js';
import { areValid, readMetrics } from './metrics.js';
import { RELEASES } from './releases.js';

const BARE: Observation = { time: 60, windowSeconds: 60, workers: {} };
const FULL: Observation = {
  ...BARE,
  traffic: { requests: 300, arrivals: 999, inputTokensMean: 4000, outputTokensMean: 200 },
  latency: { ttft: 0.4, itl: 0.02, requestDuration: 4.4 },
};
const FIGURES = { ttft_s: 0.4, itl_s: 0.02, requests: 300, isl: 4000, osl: 200, requestDuration_s: 4.4 };
const { '0.5.1': SEED, '1.0.2': CURRENT } = RELEASES;

describe('the reading of an observation', () => {
  it('is what it says; arrivals are not known to this planner', () => {
    expect(readMetrics(FULL, SEED)).toEqual(FIGURES);
  });

  it('has 0 for a query without a result', () => {
    const nothing = { ttft_s: 0, itl_s: 0, requests: 0, isl: 0, osl: 0, requestDuration_s: 0 };
    expect(readMetrics(BARE, SEED)).toEqual(nothing);
    expect(readMetrics({ ...BARE, traffic: {}, latency: {} }, CURRENT)).toEqual(nothing);
  });

  it.each([
    ['0.4.0', Number.NaN],
    ['0.4.1', Number.NaN],
    ['0.5.0', Number.NaN],
    ['0.5.1', Number.NaN],
    ['1.0.2', 0],
  ] as const)('%s reads NaN as %d', (release, read) => {
    const nan = { ...FULL, latency: { ...FULL.latency, ttft: Number.NaN } };
    expect(readMetrics(nan, RELEASES[release]).ttft_s).toBe(read);
  });

  it('has no other number changed', () => {
    const odd = { ...FULL, traffic: { requests: -3, inputTokensMean: Number.POSITIVE_INFINITY, outputTokensMean: 0 } };
    expect(readMetrics(odd, CURRENT)).toMatchObject({ requests: -3, isl: Number.POSITIVE_INFINITY, osl: 0 });
  });
});

describe('figures to act on', () => {
  it('are all but NaN', () => {
    expect(areValid(FIGURES)).toBe(true);
    expect(areValid({ ...FIGURES, ttft_s: 0, isl: -1, osl: Number.POSITIVE_INFINITY })).toBe(true);
  });

  it.each(['ttft_s', 'itl_s', 'isl', 'osl'] as const)('are none where %s is NaN', (figure) => {
    expect(areValid({ ...FIGURES, [figure]: Number.NaN })).toBe(false);
  });

  it.each(['requests', 'requestDuration_s'] as const)('are not asked for %s', (figure) => {
    expect(areValid({ ...FIGURES, [figure]: Number.NaN })).toBe(true);
  });
});
