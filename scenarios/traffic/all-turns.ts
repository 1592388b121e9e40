/** A row and the turns behind it, one after the other, for readers that do not wait for ends. */
import { type Account, countTurn } from './account.js';
import type { TraceRow } from './trace-row.js';

export function* allTurns(first: TraceRow, account: Account): Generator<TraceRow> {
  yield first;
  const later = first.later?.();
  for (let turn = later?.next(first.time_us); turn; turn = later!.next(first.time_us)) {
    countTurn(account, first);
    yield turn;
  }
}
