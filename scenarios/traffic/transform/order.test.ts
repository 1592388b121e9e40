import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../testing/refusals.js';
import { rowAt, through } from '../../testing/stages.js';
import { rebase, sortRows } from './order.js';

const sorted = (...times_s: number[]) =>
  through(
    sortRows,
    times_s.map((time_s, i) => rowAt(time_s, { inputTokens: i + 1 })),
  );
const rebased = (...times_s: number[]) =>
  through(
    (next, account) => rebase(next, 't.csv', account),
    times_s.map((time_s) => rowAt(time_s)),
  );

describe('sorting', () => {
  it('is by time, rows of one time as they came', () => {
    const { rows, times_s, account } = sorted(5, 3, 5, 1);
    expect(times_s).toEqual([1, 3, 5, 5]);
    expect(rows.map(({ inputTokens }) => inputTokens)).toEqual([4, 2, 1, 3]);
    expect(account.warnings).toEqual(['2 rows came before the one above them; the trace was sorted']);
    expect(account.transforms).toEqual([{ text: 'sort' }]);
  });

  it('of a sorted trace has nothing to warn of', () => {
    expect(sorted(1, 1, 2).account.warnings).toEqual([]);
    expect(sorted().rows).toEqual([]);
  });

  it('keeps every row once', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 30 }), (times) => {
        const { rows, times_s } = sorted(...times);
        expect(times_s).toEqual([...times].sort((a, b) => a - b));
        expect(new Set(rows.map(({ inputTokens }) => inputTokens)).size).toBe(times.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('rebasing', () => {
  it('counts from the first row, and remembers its clock', () => {
    const { times_s, account } = rebased(1_700_000_000, 1_700_000_000, 1_700_000_000.5);
    expect(times_s).toEqual([0, 0, 0.5]);
    expect(account.origin_us).toBe(1_700_000_000e6);
  });

  it('takes a first row before 0', () => expect(rebased(-5, 3).times_s).toEqual([0, 8]));

  it('refuses a clock that runs backwards', () => {
    expect(refusal(() => rebased(1, 5, 3.5))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 't.csv',
      message: 'request 3 comes 1.5 s before the one above it; expected rows in order of time',
      hint: 'Sort the trace by its time column, or set traffic.sort: true to have it sorted in memory.',
    });
  });

  it('warns of gaps of more than an hour, and of the longest of them', () => {
    expect(rebased(0, 3600, 7200).account.warnings).toEqual([]);
    expect(rebased(0, 3601, 10_000, 20_000).account.warnings).toEqual([
      '3 gaps of more than an hour, the longest 2.8 h, are kept; mean rates count them',
    ]);
  });

  it('of nothing is nothing', () => {
    const { rows, account } = rebased();
    expect(rows).toEqual([]);
    expect(account.origin_us).toBeUndefined();
  });
});
