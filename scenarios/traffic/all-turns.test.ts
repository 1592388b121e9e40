import { describe, expect, it } from 'vitest';
import { rowAt } from '../testing/stages.js';
import { newAccount } from './account.js';
import { allTurns } from './all-turns.js';
import type { TraceRow } from './trace-row.js';

function session(turns: readonly TraceRow[], rows?: number): TraceRow {
  const later = () => {
    let at = 0;
    return { next: () => turns[at++] };
  };
  return rowAt(10, { sessionId: 's', turn: 0, rows, later });
}

describe('all turns', () => {
  it('of a row alone are the row', () => {
    const row = rowAt(3);
    expect([...allTurns(row, newAccount())]).toEqual([row]);
  });

  it('come after the first one, under its session, at their earliest times', () => {
    const turns = [
      { ...rowAt(0), turn: 1, think_us: 5 },
      { ...rowAt(4), turn: 2 },
    ];
    const [, second, third, ...more] = [...allTurns(session(turns), newAccount())];
    expect(second).toMatchObject({ sessionId: 's', turn: 1, think_us: 5, time_us: 0 });
    expect(third).toMatchObject({ sessionId: 's', turn: 2, time_us: 14e6 });
    expect(more).toEqual([]);
  });

  it('are counted: those of a file were already', () => {
    const turns = [rowAt(0), rowAt(0)];
    const counts = (rows: number | undefined) => {
      const account = newAccount();
      for (const _ of allTurns(session(turns, rows), account));
      return [account.rowsRead, account.rowsKept, account.copies];
    };
    expect(counts(undefined)).toEqual([2, 2, 0]);
    expect(counts(3)).toEqual([0, 0, 0]);
    expect(counts(0)).toEqual([0, 0, 2]);
  });

  it('can be read again: each reader opens them anew', () => {
    const row = session([rowAt(0), rowAt(0)]);
    expect([...allTurns(row, newAccount())]).toHaveLength(3);
    expect([...allTurns(row, newAccount())]).toHaveLength(3);
  });
});
