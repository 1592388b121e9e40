/** A row and the turns behind it, one after the other, for readers that do not wait for ends. */
import { type Account, countTurn } from './account.js';
import type { TraceRow } from './trace-row.js';

/** Turns with their earliest time on the clock of the first one (0 where there is none), under its session's id. */
export function* allTurns(first: TraceRow, account: Account): Generator<TraceRow> {
  yield first;
  const later = first.later?.();
  for (let turn = later?.next(first.time_us); turn; turn = later!.next(first.time_us)) {
    countTurn(account, first);
    const time_us = turn.time_us > 0 ? first.time_us + turn.time_us : 0;
    yield { ...turn, time_us, sessionId: first.sessionId };
  }
}
