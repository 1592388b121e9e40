import { describe, expect, it } from 'vitest';
import { rowAt } from '../testing/stages.js';
import { newAccount } from './account.js';
import { OpenSessions } from './open-sessions.js';
import type { TraceRow } from './trace-row.js';

const SECOND = 1e6;

function opened(turns: readonly Partial<TraceRow>[], first: Partial<TraceRow> = {}) {
  const account = newAccount();
  const sessions = new OpenSessions(account);
  const asked: number[] = [];
  const later = () => {
    let at = 0;
    return {
      next: (time_us: number) => {
        asked.push(time_us);
        const turn = turns[at++];
        return turn && { ...rowAt(0), ...turn };
      },
    };
  };
  sessions.begin(rowAt(10, { sessionId: 's', later, ...first }));
  return { sessions, account, asked };
}

describe('the next turn of a session', () => {
  it('is sent its think time after the end of the one before', () => {
    const { sessions } = opened([{ think_us: 3 * SECOND }, {}]);
    expect(sessions.next('s', 20 * SECOND)).toMatchObject({ sessionId: 's', time_us: 23 * SECOND });
    expect(sessions.next('s', 30 * SECOND)).toMatchObject({ time_us: 30 * SECOND });
    expect(sessions.next('s', 40 * SECOND)).toBeUndefined();
  });

  it('is not sent before its own time, which counts from the beginning of the session', () => {
    const { sessions } = opened([
      { time_us: 60 * SECOND, think_us: SECOND },
      { time_us: 1, think_us: SECOND },
    ]);
    expect(sessions.next('s', 20 * SECOND)).toMatchObject({ time_us: 70 * SECOND });
    expect(sessions.next('s', 80 * SECOND)).toMatchObject({ time_us: 81 * SECOND });
  });

  it('is drawn with the end of the one before', () => {
    const { sessions, asked } = opened([{}, {}]);
    sessions.next('s', 5);
    sessions.next('s', 7);
    expect(asked).toEqual([5, 7]);
  });

  it('is none once there are no more: the session is forgotten', () => {
    const { sessions, asked } = opened([]);
    expect(sessions.next('s', 5)).toBeUndefined();
    expect(sessions.next('s', 6)).toBeUndefined();
    expect(asked).toEqual([5]);
  });

  it('is none of a session that nobody began', () => {
    expect(opened([{}]).sessions.next('other', 5)).toBeUndefined();
  });

  it('is none of a row without later turns, or without a session', () => {
    expect(opened([{}], { later: undefined }).sessions.next('s', 5)).toBeUndefined();
    expect(opened([{}], { sessionId: undefined }).sessions.next('s', 5)).toBeUndefined();
  });

  it('is counted as its session is', () => {
    const read = opened([{}]);
    read.sessions.next('s', 5);
    expect(read.account).toMatchObject({ rowsRead: 1, rowsKept: 1, copies: 0 });
    const copy = opened([{}], { rows: 0 });
    copy.sessions.next('s', 5);
    expect(copy.account).toMatchObject({ rowsRead: 0, rowsKept: 0, copies: 1 });
  });
});

it('sessions do not get into each other', () => {
  const sessions = new OpenSessions(newAccount());
  for (const sessionId of ['a', 'b']) {
    const turns = [rowAt(0, { inputTokens: sessionId === 'a' ? 1 : 2 })];
    sessions.begin(rowAt(0, { sessionId, later: () => ({ next: () => turns.shift() }) }));
  }
  expect(sessions.next('b', 1)!.inputTokens).toBe(2);
  expect(sessions.next('a', 1)!.inputTokens).toBe(1);
});
