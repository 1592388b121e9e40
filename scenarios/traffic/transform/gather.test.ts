import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowAt, through } from '../../testing/stages.js';
import { allTurns } from '../all-turns.js';
import type { Importer } from '../read/importer.js';
import type { TraceRow } from '../trace-row.js';
import { failedJudge } from './failed.js';
import { gatherSessions } from './gather.js';

function gathered(given: readonly TraceRow[], closedLoop = true) {
  const importer: Importer = { line: () => undefined, closedLoop };
  return through((next, account) => gatherSessions(next, importer, failedJudge('drop', account), account), given);
}
const turn = (time_s: number, sessionId: string, changes: Partial<TraceRow> = {}) =>
  rowAt(time_s, { sessionId, ...changes });
const turnsOf = (row: TraceRow, account: Parameters<typeof allTurns>[1]) => [...allTurns(row, account)].slice(1);

describe('rows of an open trace', () => {
  it('stream through, sessions and all', () => {
    const rows = [turn(5, 's'), turn(3, 's'), rowAt(1)];
    const result = gathered(rows, false);
    expect(result.rows).toEqual(rows);
    expect(result.account.warnings).toEqual([]);
  });
});

describe('sessions', () => {
  it('are one row each, with the others behind it, in order of their first turns', () => {
    const { rows, account, times_s } = gathered([
      turn(9, 'a', { inputTokens: 1, turn: 0 }),
      turn(2, 'b', { inputTokens: 2, turn: 0 }),
      rowAt(5, { inputTokens: 3 }),
      turn(0, 'a', { inputTokens: 4, turn: 1, think_us: 7 }),
    ]);
    expect(times_s).toEqual([2, 5, 9]);
    expect(rows.map(({ inputTokens, rows: count }) => [inputTokens, count])).toEqual([
      [2, 1],
      [3, undefined],
      [1, 2],
    ]);
    expect(turnsOf(rows[2]!, account)).toMatchObject([{ inputTokens: 4, think_us: 7, sessionId: 'a' }]);
    expect(account.warnings).toEqual(['2 sessions were read into memory, since turns wait for the ones before them']);
  });

  it('have turns by their numbers, or as they came', () => {
    const numbered = gathered([
      turn(0, 's', { turn: 2, inputTokens: 3 }),
      turn(0, 's', { turn: 0, inputTokens: 1 }),
      turn(0, 's', { turn: 1, inputTokens: 2 }),
    ]);
    expect([...allTurns(numbered.rows[0]!, numbered.account)].map(({ inputTokens }) => inputTokens)).toEqual([1, 2, 3]);
    const bare = gathered([turn(0, 's', { inputTokens: 5 }), turn(0, 's', { inputTokens: 6 })]);
    expect([...allTurns(bare.rows[0]!, bare.account)].map(({ inputTokens }) => inputTokens)).toEqual([5, 6]);
  });

  it('count the time of later turns from their beginning, never below it', () => {
    const { rows, account } = gathered([
      turn(100, 's', { turn: 0 }),
      turn(130, 's', { turn: 1 }),
      turn(50, 's', { turn: 2 }),
    ]);
    const later = rows[0]!.later!();
    expect(later.next(0)).toMatchObject({ time_us: 30e6, think_us: 0 });
    expect(later.next(0)).toMatchObject({ time_us: 0, think_us: 0 });
    expect(later.next(0)).toBeUndefined();
    expect(turnsOf(rows[0]!, account).map(({ time_us }) => time_us)).toEqual([130e6, 0]);
  });

  it('begin at the time of their first turn, though that one failed', () => {
    const { rows, account } = gathered([
      turn(10, 's', { turn: 0, outputTokens: 0 }),
      turn(25, 's', { turn: 1, inputTokens: 7, think_us: 3 }),
      turn(40, 's', { turn: 2 }),
    ]);
    expect(rows[0]).toMatchObject({ time_us: 10e6, inputTokens: 7, rows: 2 });
    expect(rows[0]!.think_us).toBeUndefined();
    expect(turnsOf(rows[0]!, account)).toHaveLength(1);
    expect(account.dropped).toEqual({ 'zero tokens': 1 });
  });

  it('of nothing but failures are none', () => {
    const { rows, account } = gathered([turn(1, 's', { failed: true }), turn(2, 's', { outputTokens: 0 }), rowAt(3)]);
    expect(rows).toHaveLength(1);
    expect(account.dropped).toEqual({ 'failed at the source': 1, 'zero tokens': 1 });
  });

  it('can be played again from the beginning', () => {
    const { rows } = gathered([turn(0, 's', { turn: 0 }), turn(0, 's', { turn: 1 })]);
    for (let play = 0; play < 2; play++) {
      const later = rows[0]!.later!();
      expect(later.next(0)).toMatchObject({ turn: 1 });
      expect(later.next(0)).toBeUndefined();
    }
  });
});

it('rows of one time come as they came, single rows before sessions', () => {
  const { rows } = gathered([
    turn(1, 's', { inputTokens: 1 }),
    rowAt(1, { inputTokens: 2 }),
    rowAt(1, { inputTokens: 3 }),
  ]);
  expect(rows.map(({ inputTokens }) => inputTokens)).toEqual([2, 3, 1]);
});

it('whatever the order of a file, every turn comes once, behind the ones before it', () => {
  const sessions = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(sessions, fc.infiniteStream(fc.nat(1000)), (lengths, order) => {
      const rows = lengths.flatMap((turns, session) =>
        Array.from({ length: turns }, (_, number) => ({
          row: turn(session, `s${session}`, { turn: number, inputTokens: session * 100 + number + 1 }),
          place: order.next().value as number,
        })),
      );
      const shuffled = rows.sort((a, b) => a.place - b.place).map(({ row }) => row);
      const { rows: firsts, account } = gathered(shuffled);
      expect(firsts.map(({ sessionId }) => sessionId).sort()).toEqual(lengths.map((_, session) => `s${session}`));
      firsts.forEach((first) => {
        const session = Number(first.sessionId!.slice(1));
        expect(first.rows).toBe(lengths[session]);
        expect([...allTurns(first, account)].map(({ inputTokens }) => inputTokens)).toEqual(
          Array.from({ length: lengths[session]! }, (_, number) => session * 100 + number + 1),
        );
      });
    }),
    { numRuns: 40 },
  );
});
