import { describe, expect, it } from 'vitest';
import { rowAt, through } from '../../testing/stages.js';
import { type Account, transformTexts } from '../account.js';
import { allTurns } from '../all-turns.js';
import type { Stage, TraceRow } from '../trace-row.js';
import { limitContext } from './max-context.js';

type Overflow = 'reject' | 'truncate' | 'keep';
const limit =
  (overflow: Overflow, tokens = 100, blockTokens = 16) =>
  (next: Stage, account: Account) => {
    account.blockTokens = blockTokens;
    return limitContext(next, { tokens, overflow }, account);
  };
const lengths = (rows: readonly TraceRow[]) => rows.map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens]);
const row = (inputTokens: number, outputTokens: number, changes: Partial<TraceRow> = {}) =>
  rowAt(0, { inputTokens, outputTokens, ...changes });

describe('requests beyond the context', () => {
  const given = [row(90, 10), row(91, 10), row(10, 99), row(10, 100), row(1, 200)];

  it('are left out', () => {
    const { rows, account } = through(limit('reject'), given);
    expect(lengths(rows)).toEqual([[90, 10]]);
    expect(account.dropped).toEqual({ 'beyond max_context': 4 });
    expect(transformTexts(account)).toEqual(['max_context 100 reject']);
  });

  it('have their prompt cut, and are left out where not one token of it would be left', () => {
    const { rows, account } = through(limit('truncate'), given);
    expect(lengths(rows)).toEqual([
      [90, 10],
      [90, 10],
      [1, 99],
    ]);
    expect(account.dropped).toEqual({ 'beyond max_context': 2 });
    expect(transformTexts(account)).toEqual(['max_context 100 truncate: 2 rows']);
  });

  it('are kept, and counted', () => {
    const { rows, account } = through(limit('keep'), given);
    expect(lengths(rows)).toEqual(lengths(given));
    expect(account.dropped).toEqual({});
    expect(transformTexts(account)).toEqual(['max_context 100 keep: 4 rows']);
  });

  it('keep the blocks of what is left of their prompt', () => {
    const prefixBlocks = [1, 2, 3, 4, 5, 6, 7];
    const { rows } = through(limit('truncate'), [row(112, 36, { prefixBlocks }), row(100, 0, { prefixBlocks })]);
    expect(rows[0]).toMatchObject({ inputTokens: 64, prefixBlocks: [1, 2, 3, 4] });
    expect(rows[1]).toMatchObject({ inputTokens: 100, prefixBlocks });
    const [odd] = through(limit('truncate'), [row(112, 35, { prefixBlocks })]).rows;
    expect(odd).toMatchObject({ inputTokens: 65, prefixBlocks: [1, 2, 3, 4, 5] });
  });
});

describe('turns behind a first one', () => {
  const session = (turns: readonly TraceRow[], first: Partial<TraceRow> = {}) =>
    row(10, 10, {
      sessionId: 's',
      rows: 1 + turns.length,
      later: () => ({ next: () => (turns as TraceRow[]).shift() }),
      ...first,
    });

  function turnsOf(overflow: Overflow, given: TraceRow) {
    const { rows, account } = through(limit(overflow), [given]);
    account.rowsKept = account.rowsRead = rows.reduce((sum, { rows: count }) => sum + (count ?? 1), 0);
    return { turns: rows.flatMap((one) => [...allTurns(one, account)]), account };
  }

  it('are limited too: one that does not fit is passed over', () => {
    const { turns, account } = turnsOf('reject', session([row(20, 10), row(95, 10), row(30, 10)]));
    expect(lengths(turns)).toEqual([
      [10, 10],
      [20, 10],
      [30, 10],
    ]);
    expect(account).toMatchObject({ rowsRead: 4, rowsKept: 3, dropped: { 'beyond max_context': 1 } });
  });

  it('are cut, or kept', () => {
    expect(lengths(turnsOf('truncate', session([row(95, 10)])).turns)).toEqual([
      [10, 10],
      [90, 10],
    ]);
    expect(lengths(turnsOf('keep', session([row(95, 10)])).turns)).toEqual([
      [10, 10],
      [95, 10],
    ]);
  });

  it('go with a first one that does not fit', () => {
    const { turns, account } = turnsOf('reject', session([row(20, 10), row(20, 10)], { inputTokens: 95 }));
    expect(turns).toEqual([]);
    expect(account.dropped).toEqual({ 'beyond max_context': 3 });
  });

  it('end where none of those that are left fits', () => {
    expect(turnsOf('reject', session([row(95, 10), row(96, 10)])).turns).toHaveLength(1);
  });
});
