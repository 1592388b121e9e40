import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlaSpec } from '../../scenarios/index.js';
import type { RequestEnd, RequestStatus } from '../record/events.js';
import { anyRequestEnd, completed, unserved } from '../testing/requests.js';
import { boundsOf, judge, latencies, missedBounds } from './verdict.js';

function verdict(end: RequestEnd, sla: SlaSpec) {
  const met = judge(end, latencies(end), sla);
  return { ...met, missed: missedBounds(end, met) };
}

const NOT_COMPLETED = ['failed', 'timed_out', 'cancelled', 'rejected', 'unfinished'] as const satisfies RequestStatus[];

describe('the latencies of a request', () => {
  it('count from the scheduled arrival, and per token after the first', () => {
    expect(latencies(completed())).toEqual({ ttft_s: 0.5, tpot_s: 0.1, e2e_s: 1.5 });
  });

  it('have no time per token where there was but one', () => {
    const end = completed({ deliveredTokens: 1, lastToken_s: 10.5 });
    expect(latencies(end)).toEqual({ ttft_s: 0.5, tpot_s: undefined, e2e_s: 0.5 });
  });

  it('go by the tokens that came, not by those that were asked for', () => {
    expect(latencies(completed({ deliveredTokens: 5 })).tpot_s).toBe(0.25);
  });

  it('have a whole length alone where the answer was not streamed', () => {
    const end = completed({ firstToken_s: undefined });
    expect(latencies(end)).toEqual({ ttft_s: undefined, tpot_s: undefined, e2e_s: 1.5 });
  });

  it.each(NOT_COMPLETED)('have no whole length where it was %s, but what it came to', (status) => {
    expect(latencies(completed({ status }))).toEqual({ ttft_s: 0.5, tpot_s: 0.1, e2e_s: undefined });
    expect(latencies(unserved(status))).toEqual({ ttft_s: undefined, tpot_s: undefined, e2e_s: undefined });
  });

  it('never are negative, and sum to the whole', () => {
    fc.assert(
      fc.property(anyRequestEnd, (end) => {
        const { ttft_s, tpot_s = 0, e2e_s } = latencies(end);
        for (const time_s of [ttft_s, tpot_s, e2e_s]) expect(time_s ?? 0).toBeGreaterThanOrEqual(0);
        if (e2e_s !== undefined) expect(ttft_s! + tpot_s * (end.deliveredTokens - 1)).toBeCloseTo(e2e_s, 9);
      }),
    );
  });
});

describe('the verdict on a request', () => {
  it.each<[SlaSpec, object]>([
    [
      { ttft_ms: 500, tpot_ms: 100 },
      { ttft: true, tpot: true, all: true, missed: '' },
    ],
    [
      { ttft_ms: 500, tpot_ms: 100, e2e_ms: 1500 },
      { ttft: true, tpot: true, e2e: true, all: true, missed: '' },
    ],
    [{ ttft_ms: 499 }, { ttft: false, all: false, missed: 'ttft' }],
    [
      { ttft_ms: 500, tpot_ms: 99.9 },
      { ttft: true, tpot: false, all: false, missed: 'tpot' },
    ],
    [{ e2e_ms: 1499.9 }, { e2e: false, all: false, missed: 'e2e' }],
    [
      { ttft_ms: 499, tpot_ms: 99, e2e_ms: 1 },
      { ttft: false, tpot: false, e2e: false, all: false, missed: 'ttft+tpot+e2e' },
    ],
    [{}, { missed: '' }],
  ])('against %j', (sla, expected) => expect(verdict(completed(), sla)).toEqual(expected));

  it('passes a time per token that does not exist', () => {
    const end = completed({ outputTokens: 1, deliveredTokens: 1, lastToken_s: 10.5 });
    expect(verdict(end, { tpot_ms: 1 })).toMatchObject({ tpot: true, all: true });
  });

  it.each(NOT_COMPLETED)('is a miss of every bound where it was %s, however fast it was', (status) => {
    const sla = { ttft_ms: 1e9, e2e_ms: 1e9 };
    expect(verdict(completed({ status }), sla)).toEqual({ ttft: false, e2e: false, all: false, missed: status });
    expect(verdict(unserved(status), sla)).toEqual({ ttft: false, e2e: false, all: false, missed: status });
  });

  it.each(NOT_COMPLETED)('is none where nothing was promised, though it was %s', (status) => {
    expect(verdict(unserved(status), {})).toEqual({ missed: '' });
  });

  it('is true just where no bound is missed and there is one', () => {
    const bound = fc.option(fc.double({ min: 1, max: 20_000, noNaN: true }), { nil: undefined });
    const anySla = fc.record({ ttft_ms: bound, tpot_ms: bound, e2e_ms: bound }, { requiredKeys: [] });
    fc.assert(
      fc.property(anyRequestEnd, anySla, (end, sla) => {
        const { all, missed, ...each } = verdict(end, sla as SlaSpec);
        const told = Object.values(each).filter((met) => met !== undefined);
        expect(all).toBe(told.length === 0 ? undefined : told.every((met) => met));
        expect(missed === '').toBe(all !== false);
      }),
    );
  });

  it('never gets better as a bound gets tighter', () => {
    const bound = fc.double({ min: 1, max: 20_000, noNaN: true });
    fc.assert(
      fc.property(anyRequestEnd, bound, bound, (end, a, b) => {
        const met = (ttft_ms: number) => verdict(end, { ttft_ms }).all;
        if (met(Math.min(a, b))) expect(met(Math.max(a, b))).toBe(true);
      }),
    );
  });
});

describe('the bounds of a request', () => {
  const sla: SlaSpec = { ttft_ms: 1, classes: { batch: { e2e_ms: 5000 }, free: {} } };

  it.each<[string | undefined, object]>([
    [undefined, sla],
    ['chat', sla],
    ['batch', { e2e_ms: 5000 }],
    ['free', {}],
    ['', sla],
  ])('of class %j are these', (name, bounds) => {
    expect(boundsOf(completed({ class: name }), sla)).toEqual(bounds);
  });

  it('of a class replace the general ones', () => {
    expect(verdict(completed({ class: 'batch' }), sla)).toEqual({ e2e: true, all: true, missed: '' });
    expect(verdict(completed({ class: 'chat' }), sla)).toMatchObject({ ttft: false, all: false });
    expect(verdict(completed({ class: 'free' }), sla)).toEqual({ missed: '' });
  });

  it('are the general ones for a class that is named like a method', () => {
    expect(verdict(completed({ class: 'constructor' }), sla)).toMatchObject({ ttft: false, all: false });
  });
});
