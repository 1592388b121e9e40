import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../record/read-run.js';
import { invalidClient, nothing, record } from '../testing/made-record.js';
import { concernsOf, safetyOf } from './concerns.js';

const today = new Date('2026-11-24');

function textOf(of: RunRecord, at = today): string {
  return concernsOf(of, at)
    .map(({ text }) => text)
    .join('\n');
}

describe('what a reader must know', () => {
  it.each([
    [{ run: { status: 'interrupted' } }, /interrupted/],
    [{ summary: { requests: { offered: 1000, completed: 900, failed: 40, unfinished: 60 } } }, /40 requests failed\./],
    [
      {
        summary: {
          requests: {
            offered: 1000,
            completed: 900,
            failed: 100,
            unfinished: 0,
            failed_by_status: { rejected: 20, timed_out: 80 },
          },
        },
      },
      /100 requests failed: 80 given up by their clients, 20 rejected by the frontend\./,
    ],
    [
      { summary: { requests: { offered: 100, completed: 100, failed: 0, unfinished: 0 } } },
      /too few for a 99th percentile/,
    ],
    [{ summary: { cost: undefined } }, /has no known price/],
    [
      { run: { profiles: { decode: { id: 'x', source: 's', licence: 'l', verdict: 'unverified' } } } },
      /profile x is unverified/,
    ],
  ])('doubts %j', (changes, message) => {
    expect(textOf(record(changes))).toMatch(message);
  });

  it('has no doubt about a sound run', () => expect(concernsOf(record(), today)).toEqual([]));

  it('knows the age of a price only where it is told the day', () => {
    const later = new Date('2027-02-01');
    expect(textOf(record(), later)).toMatch(/92 days ago; more than 90 days is old/);
    expect(concernsOf(record())).toEqual([]);
    expect(safetyOf(record(), later).line).toMatch(
      /^Borderline: the price is of 2026-11-01.* Next: give your own price/,
    );
  });
});

describe('whether it is safe to decide', () => {
  const profile = { id: 'x', source: 's', licence: 'l', verdict: 'ok' };
  const of = (offered: number, unfinished = 0) => ({
    summary: { requests: { offered, completed: offered - unfinished, failed: 0, unfinished } },
  });

  it.each([
    ['safe', {}, /^Safe to decide on: 1,000 requests carry a p99, attainment ± 1.8 %, every invariant held, price of/],
    ['borderline', of(600), /600 requests are too few for a 99th percentile.*seed=2/],
    ['not safe', of(60), /too few for a 90th/],
    ['borderline', of(1000, 20), /20 requests were unfinished/],
    ['safe', of(1000, 5), /Safe/],
    ['borderline', { summary: { attainment: { overall: 0.5, by_class: {}, ci95: [0.45, 0.55] } } }, /45.0 % to 55.0 %/],
    ['not safe', { summary: { attainment: { overall: 0.5, by_class: {}, ci95: [0.35, 0.65] } } }, /only within/],
    ['borderline', { summary: { confidence: { ttft_ms: { p99: { ci95: [900, 2000] } } } } }, /p99 of TTFT/],
    ['not safe', { run: { status: 'failed' } }, /run failed/],
    ['borderline', { run: { profiles: { decode: { ...profile, verdict: 'unverified' } } } }, /unverified/],
    ['not safe', { run: { profiles: { decode: { ...profile, verdict: 'suspect' } } } }, /suspect/],
    [
      'borderline',
      { run: { profiles: { decode: { ...profile, measured: { points: 8, tpot: 0.3, ttft: 1 } } } } },
      /by 30.0 % in time per token \(median of 8 points\)/,
    ],
    [
      'safe',
      { run: { profiles: { decode: { ...profile, measured: { points: 8, tpot: 0.04, ttft: 1 } } } } },
      /time per token within 4.0 % of measured engines/,
    ],
  ])('%s: %j', (verdict, changes, line) => {
    const safety = safetyOf(record(changes), today);
    expect(safety.verdict).toBe(verdict);
    expect(safety.line).toMatch(line);
  });

  it('says that chance decides where the interval holds what was asked', () => {
    const { verdict, line } = safetyOf(record({ run: { scenario: { plan: { attainment: 0.9 } } } }), today);
    expect(verdict).toBe('borderline');
    expect(line).toMatch(/^Borderline: whether 90.0 % was met is chance: .* 89.3 % to 92.8 % .* Next: a longer window/);
  });

  it('tells a concern once: in the line, or among the others', () => {
    const of = record({ summary: { requests: { offered: 600, completed: 590, failed: 10, unfinished: 0 } } });
    const { line, others } = safetyOf(of, today);
    expect(line).toMatch(/600 requests are too few/);
    expect(others.map(({ text }) => text)).toEqual(['10 requests failed.']);
  });

  it('judges no promise where no request was measured', () => {
    const { verdict, line } = safetyOf(nothing(), today);
    expect(verdict).toBe('borderline');
    expect(line).toMatch(/no request was measured/);
  });

  it('weighs the gravest first, and counts the others', () => {
    const both = record({ run: { status: 'failed', profiles: { decode: { ...profile, verdict: 'suspect' } } } });
    expect(safetyOf(both, today).line).toMatch(/^Not safe to decide on: the run failed;.*\(and 1 more below\)/);
  });
});

describe('the limits of what weighs', () => {
  const requests = (offered: number, unfinished = 0) => ({
    requests: { offered, completed: offered - unfinished, failed: 0, unfinished },
  });
  const interval = (low: number, high: number) => ({
    attainment: { overall: (low + high) / 2, by_class: {}, ci95: [low, high] },
  });
  const p99 = (low: number, high: number) => ({ confidence: { ttft_ms: { p99: { ci95: [low, high] } } } });
  const profileOff = (tpot: number) => ({
    run: {
      profiles: {
        decode: { id: 'x', source: 's', licence: 'l', verdict: 'ok', measured: { points: 8, tpot, ttft: 1 } },
      },
    },
  });

  it.each<[string, object, string]>([
    ['63 requests', { summary: requests(63) }, 'not safe'],
    ['64 requests', { summary: requests(64) }, 'borderline'],
    ['661 requests', { summary: requests(661) }, 'borderline'],
    ['662 requests', { summary: requests(662) }, 'safe'],
    ['a hundredth unfinished', { summary: requests(1000, 10) }, 'safe'],
    ['more than a hundredth unfinished', { summary: requests(1000, 11) }, 'borderline'],
    ['an attainment within 2 %', { summary: interval(0.5, 0.53999) }, 'safe'],
    ['an attainment within more', { summary: interval(0.5, 0.541) }, 'borderline'],
    ['an attainment within 10 %', { summary: interval(0.5, 0.7) }, 'borderline'],
    ['an attainment within yet more', { summary: interval(0.5, 0.701) }, 'not safe'],
    ['a p99 within half of itself', { summary: p99(1000, 1500) }, 'safe'],
    ['a p99 within more', { summary: p99(1000, 1501) }, 'borderline'],
    ['a profile that is off by a fifth', profileOff(0.2), 'safe'],
    ['a profile that is off by more', profileOff(0.21), 'borderline'],
    ['a profile that is off by half', profileOff(0.5), 'borderline'],
    ['a profile that is off by more than half', profileOff(0.51), 'not safe'],
  ])('%s', (_, changes, verdict) => expect(safetyOf(record(changes), today).verdict).toBe(verdict));

  it('of a price is ninety days', () => {
    const at = (day: string) => safetyOf(record(), new Date(day)).verdict;
    expect(at('2027-01-30T00:00:00Z')).toBe('safe');
    expect(at('2027-01-31T00:00:00Z')).toBe('borderline');
  });

  it('of what no worker mends is a twentieth', () => {
    const infeasible = (count: number) => textOf(record({ summary: { causes: { infeasible: count } } }));
    expect(infeasible(50)).toBe('');
    expect(infeasible(51)).toMatch(/^51 of 1,000 requests cannot keep their promise even on an idle worker/);
  });
});

describe('the traffic that was read', () => {
  const traffic = record().run.traffic;

  it('is told of with its warnings and its losses, but not with what was left out on purpose', () => {
    const dropped = { 'outside the window': 5, thinned: 7, 'no output tokens': 1200 };
    const text = textOf(record({ run: { traffic: { ...traffic, warnings: ['columns not used: x'], dropped } } }));
    expect(text.split('\n')).toEqual([
      'Traffic: columns not used: x.',
      '1,200 rows of the trace were left out: no output tokens.',
    ]);
  });
});

describe('a live run', () => {
  it('of a server whose GPUs nobody knows needs no price', () => {
    const client = { ...invalidClient, valid: true, faults: [] };
    const { gpu_hours } = nothing().summary;
    expect(textOf(record({ summary: { client, cost: undefined, gpu_hours } }))).toBe('');
    expect(safetyOf(record({ summary: { client } }), today).line).toMatch(/the load was delivered as asked/);
  });

  it('that was not delivered as asked is not safe, and says what to do', () => {
    const { verdict, line } = safetyOf(record({ summary: { client: invalidClient } }), today);
    expect(verdict).toBe('not safe');
    expect(line).toMatch(/: requests were sent late\. Next: ask for less load, or give the client more cores/);
  });
});
