import { describe, expect, it } from 'vitest';
import type { Observation } from '../../ports.js';
import { mostArrivals } from './plausible.js';
import { recorder } from './record.js';
import { LENGTHS, plainEngine } from './testing/engines.js';

const FIRST = {
  role: 'prefill',
  engine: plainEngine(),
  startup_s: 30,
  horizon_s: 40,
  recorder: recorder(10, 40),
} as const;
const seen = (queued: number | undefined, ready = 2, draining = 0): Observation => ({
  time: 10,
  windowSeconds: 10,
  workers: { prefill: { ready, draining, starting: 0, desired: ready } },
  ...(queued !== undefined && { queues: { prefill: queued } }),
});
/** 100 prompts of 1,000 tokens a second and two steps of 8.192 prompts in 10 s, by one worker; twice that is believed. */
const ONE = 2 * (100 + (2 * 8.192) / 10);

describe('what can have come in', () => {
  it('is what the ready workers could compute, and double', () => {
    expect(mostArrivals(FIRST, seen(0), 0, LENGTHS)).toBeCloseTo(2 * ONE, 6);
    expect(mostArrivals(FIRST, seen(0, 0), 0, LENGTHS)).toBe(0);
  });

  it('is computed by those that drain, too', () => {
    expect(mostArrivals(FIRST, seen(0, 1, 1), 0, LENGTHS)).toBeCloseTo(2 * ONE, 6);
  });

  it('and what the queue grew by', () => {
    expect(mostArrivals(FIRST, seen(500), 200, LENGTHS)).toBeCloseTo(2 * ONE + 30, 6);
    expect(mostArrivals(FIRST, seen(200), 500, LENGTHS)).toBeCloseTo(2 * ONE, 6);
  });

  it('is more for prompts that a cache spares', () => {
    const cached = { ...LENGTHS, cachedShare: 0.5 };
    expect(mostArrivals(FIRST, seen(0), 0, cached)).toBeCloseTo(4 * ONE, 6);
  });

  it('is nothing of a role that is not there', () => {
    expect(mostArrivals(FIRST, { ...seen(30), workers: {} }, 10, LENGTHS)).toBe(2);
  });
});

it.each([
  ['no first stage', () => mostArrivals(undefined, seen(0), 0, LENGTHS)],
  ['no lengths', () => mostArrivals(FIRST, seen(0), 0, undefined)],
  ['no queue', () => mostArrivals(FIRST, seen(undefined), 0, LENGTHS)],
  ['no queue before', () => mostArrivals(FIRST, seen(0), undefined, LENGTHS)],
])('%s: there is no bound', (_what, ask) => {
  expect(ask()).toBe(Number.POSITIVE_INFINITY);
});
