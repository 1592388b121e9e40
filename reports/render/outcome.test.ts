import { describe, expect, it } from 'vitest';
import type { Summary } from '../record/summary.js';
import { invalidClient, record, twoKinds } from '../testing/made-record.js';
import { engineFacts, failuresInWords, priceInWords, stepsInWords } from './outcome.js';

const summaryOf = (summary: object): Summary => record({ summary }).summary;

describe('how requests failed, in words', () => {
  const failed = (failed_by_status: object) =>
    failuresInWords(summaryOf({ requests: { offered: 9, completed: 0, failed: 9, unfinished: 0, failed_by_status } }));

  it.each([
    [{ rejected: 5, timed_out: 30 }, '30 given up by their clients, 5 rejected by the frontend'],
    [{ failed: 1200, cancelled: 7 }, '1,200 lost with their worker or too large for any, 7 cancelled by their clients'],
    [{ timed_out: 3 }, 'given up by their clients'],
    [{ something_new: 2, failed: 1 }, '2 something new, 1 lost with their worker or too large for any'],
    [{}, ''],
  ])('%j: %s', (by, words) => expect(failed(by)).toBe(words));

  it('of a live run are its errors', () => {
    const errors = { connect_refused: 3, failed: 40 };
    expect(failuresInWords(summaryOf({ client: { ...invalidClient, errors } }))).toBe('40 failed, 3 connect refused');
    expect(failuresInWords(summaryOf({ client: { ...invalidClient, errors: {} } }))).toBe('');
  });

  it('are nothing where nobody told', () => expect(failuresInWords(record().summary)).toBe(''));
});

describe('what engines did, in words', () => {
  const simulation = { events: 1, simulated_s: 1 };

  it.each([
    [{ prefix_cache: { hit_token_ratio: 0.374 } }, 'the prefix cache saved 37.4 % of the prompt tokens'],
    [{ simulation: { ...simulation, preemptions: 1234 } }, '1,234 preemptions for want of KV blocks'],
    [twoKinds.summary, 'the prefix cache saved 37.4 % of the prompt tokens; 7 preemptions for want of KV blocks'],
    [{ prefix_cache: { hit_token_ratio: 0 }, simulation: { ...simulation, preemptions: 0 } }, ''],
    [{ simulation }, ''],
    [{}, ''],
  ])('%j: %s', (summary, words) => expect(engineFacts(summaryOf(summary))).toBe(words));
});

describe('where a price is from', () => {
  it('is its source and its day', () => expect(priceInWords(record().summary.cost!)).toBe('test, 2026-11-01'));

  it('is how many where there are several', () => {
    expect(priceInWords(summaryOf(twoKinds.summary).cost!)).toBe('mean of 2 prices, 2026-11-01');
  });

  it('is one where two kinds cost the same', () => {
    const { cost } = record().summary;
    const by_kind = { a: cost!.by_kind['prefill']!, b: cost!.by_kind['prefill']! };
    expect(priceInWords({ ...cost!, by_kind })).toBe('test, 2026-11-01');
  });
});

describe('how a run was simulated', () => {
  it('is its events, and its steps where they are known', () => {
    const told = { events: 9000, simulated_s: 1 };
    expect(stepsInWords(told)).toBe('9,000 events');
    expect(stepsInWords({ ...told, single_steps: 30 })).toBe('9,000 events');
    expect(stepsInWords({ ...told, single_steps: 30, leapt_steps: 1200 })).toBe(
      '9,000 events; 1,200 engine steps in leaps, 30 one by one',
    );
  });
});
