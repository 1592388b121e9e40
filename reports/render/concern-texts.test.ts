/** What each concern says and asks for, and which of them the one line tells. */
import { describe, expect, it } from 'vitest';
import { invalidClient, nothing, record } from '../testing/made-record.js';
import { type Concern, concernsOf, safetyOf } from './concerns.js';

const today = new Date('2026-11-24');
const of = (changes: object): Concern[] => concernsOf(record(changes), today);
const requests = (change: object) => ({
  requests: { offered: 1000, completed: 1000, failed: 0, unfinished: 0, ...change },
});
const profile = { id: 'x', source: 's', licence: 'l', verdict: 'ok' };

describe('a concern', () => {
  it.each<[string, object, Concern]>([
    [
      'interrupted',
      { run: { status: 'interrupted' } },
      {
        text: 'The run was interrupted; the figures cover what had happened by then.',
        weighs: 'borderline',
        next: 'run it to its end',
      },
    ],
    [
      'failed',
      { run: { status: 'failed' } },
      {
        text: 'The run failed; the figures cover what had happened by then.',
        weighs: 'not safe',
        next: 'run it to its end',
      },
    ],
    [
      'unfinished',
      { summary: requests({ completed: 800, unfinished: 200 }) },
      {
        text: '200 requests were unfinished at the end and count as missed.',
        weighs: 'borderline',
        next: 'raise run.drain_limit_s, or take the backlog as the answer: the fleet does not keep up',
      },
    ],
    [
      'wide',
      { summary: { attainment: { overall: 0.5, by_class: {}, ci95: [0.45, 0.55] } } },
      {
        text: 'The attainment is known only within 45.0 % to 55.0 % (95 % interval).',
        weighs: 'borderline',
        next: 'a longer window of traffic, or more runs with other seeds (--set seed=2)',
      },
    ],
    [
      'vague',
      { summary: { confidence: { ttft_ms: { p99: { ci95: [900, 12_000] } } } } },
      {
        text: 'The p99 of TTFT is known only within 900 ms to 12.0 s (95 % interval).',
        weighs: 'borderline',
        next: 'a longer window of traffic, or more runs with other seeds (--set seed=2)',
      },
    ],
    [
      'suspect',
      { run: { profiles: { decode: { ...profile, verdict: 'suspect', caveat: 'Made by hand.' } } } },
      {
        text: 'The decode profile x is suspect. Made by hand.',
        weighs: 'not safe',
        next: 'measure the engine, or take a calibrated profile, and try ± the error with --set',
      },
    ],
    [
      'without a price',
      { summary: { cost: undefined } },
      {
        text: 'A GPU of this run has no known price, so no cost is given; set prices.usd_per_gpu_hour or prices.by_system.',
        weighs: 'note',
      },
    ],
  ])('%s says what, how much it weighs and what to do', (_, changes, concern) => {
    expect(of(changes)).toEqual([concern]);
  });

  it('of a profile without a caveat has no blank at its end', () => {
    const [concern] = of({ run: { profiles: { decode: { ...profile, verdict: 'unverified' } } } });
    expect(concern!.text).toBe('The decode profile x is unverified.');
  });

  it('of one profile may be two, of two profiles each its own', () => {
    const off = { ...profile, verdict: 'suspect', measured: { points: 8, tpot: 0.3, ttft: 1 } };
    expect(of({ run: { profiles: { prefill: profile, decode: off } } })).toHaveLength(2);
    expect(
      of({ run: { profiles: { prefill: off, decode: off } } }).map(({ text }) => text.includes('prefill')),
    ).toEqual([true, false, true, false]);
  });

  it('of few requests is one: too few for a 90th percentile are too few for a 99th', () => {
    expect(of({ summary: requests({ offered: 10, completed: 10 }) }).map(({ text }) => text)).toEqual([
      '10 requests are too few for a 90th percentile; 64 is the least.',
    ]);
  });

  it('of a price that has no age yet is none', () => {
    expect(concernsOf(record(), new Date('2020-01-01'))).toEqual([]);
  });
});

describe('the order of concerns', () => {
  it('is by their weight, and as they are told within one', () => {
    const { traffic } = record().run;
    const concerns = of({
      run: {
        status: 'interrupted',
        profiles: { decode: { ...profile, verdict: 'suspect' } },
        traffic: { ...traffic, warnings: ['w'] },
      },
      summary: requests({ completed: 980, failed: 20 }),
    });
    expect(concerns.map(({ weighs }) => weighs)).toEqual(['not safe', 'borderline', 'note', 'note']);
    expect(concerns.slice(2).map(({ text }) => text)).toEqual(['20 requests failed.', 'Traffic: w.']);
  });
});

describe('the one line', () => {
  it('takes its advice from the first of the gravest that has any', () => {
    const { line } = safetyOf(
      record({ run: { status: 'interrupted', profiles: { decode: { ...profile, verdict: 'unverified' } } } }),
      today,
    );
    expect(line).toBe(
      'Borderline: the run was interrupted; the figures cover what had happened by then. (and 1 more below) Next: run it to its end.',
    );
  });

  it('keeps the first letter of what is not a word of a sentence', () => {
    const { line } = safetyOf(record({ summary: requests({ offered: 600, completed: 600 }) }), today);
    expect(line).toMatch(/^Borderline: 600 requests are too few/);
  });

  it('of a run that failed before its first request says that it failed', () => {
    const empty = nothing();
    const { verdict, line } = safetyOf({ ...empty, run: { ...empty.run, status: 'failed' } }, today);
    expect(verdict).toBe('not safe');
    expect(line).toMatch(/^Not safe to decide on: the run failed/);
  });

  it('of a safe run is what it rests on', () => {
    expect(safetyOf(record(), today)).toEqual({
      verdict: 'safe',
      line: 'Safe to decide on: 1,000 requests carry a p99, attainment ± 1.8 %, every invariant held, price of 2026-11-01.',
      others: [],
    });
  });

  it('has the interval of the p99 where it is known, and the largest error of a profile', () => {
    const measured = (tpot: number) => ({ ...profile, measured: { points: 8, tpot, ttft: 1 } });
    const { line } = safetyOf(
      record({
        run: { profiles: { prefill: measured(0.03), decode: measured(0.12) } },
        summary: { confidence: { ttft_ms: { p99: { ci95: [1000, 1300] } } } },
      }),
      today,
    );
    expect(line).toContain('1,000 requests carry a p99 (TTFT 1,000 ms to 1,300 ms)');
    expect(line).toContain('time per token within 12.0 % of measured engines');
  });

  it.each([
    [[0.9995, 0.9999], '± 0.020 %'],
    [[0.99, 0.992], '± 0.10 %'],
    [[0.982, 0.99], '± 0.40 %'],
    [[0.96, 0.98], '± 1.0 %'],
  ])('of an attainment within %j says %s', (ci95, words) => {
    const attainment = { overall: ci95[1], by_class: {}, ci95 };
    expect(safetyOf(record({ summary: { attainment } }), today).line).toContain(`attainment ${words},`);
  });

  it('of a sound live run leaves invariants to simulations', () => {
    const client = { ...invalidClient, valid: true, faults: [] };
    const { line } = safetyOf(record({ summary: { client } }), today);
    expect(line).not.toContain('invariant');
    expect(safetyOf(record(), today).line).not.toContain('delivered as asked');
  });

  it('of a missed promise says that the miss is real', () => {
    const { line } = safetyOf(record({ run: { scenario: { plan: { attainment: 0.95 } } } }), today);
    expect(line).toMatch(/^Safe to decide on: the miss is real, 1,000 requests/);
  });
});
