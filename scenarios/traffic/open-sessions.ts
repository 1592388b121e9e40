/** The sessions that have a turn given out and may have more: memory grows with their number, not with the traffic. */
import { type Account, countTurn } from './account.js';
import type { LaterTurns, TraceRow } from './trace-row.js';

interface OpenSession {
  readonly first: TraceRow;
  readonly later: LaterTurns;
  readonly begin_us: number;
}

/** Knows the sessions that have begun and not ended. */
export class OpenSessions {
  private readonly open = new Map<string, OpenSession>();

  constructor(private readonly account: Account) {}

  /** Opens the session that a row begins, if it begins one. */
  begin(first: TraceRow): void {
    if (!first.later || first.sessionId === undefined) return;
    this.open.set(first.sessionId, { first, later: first.later(), begin_us: first.time_us });
  }

  /** The next turn of a session, at the time at which it is sent: think time after the end of the one before it. */
  next(sessionId: string, ended_us: number): TraceRow | undefined {
    const session = this.open.get(sessionId);
    if (!session) return undefined;
    const { first, later, begin_us } = session;
    const turn = later.next(ended_us);
    if (!turn) {
      this.open.delete(sessionId);
      return undefined;
    }
    countTurn(this.account, first);
    const earliest_us = turn.time_us > 0 ? begin_us + turn.time_us : 0;
    return { ...turn, sessionId, time_us: Math.max(earliest_us, ended_us + (turn.think_us ?? 0)) };
  }
}
