/** Requests beyond the context of the model. */
import type { MaxContextSpec } from '../../schema/traffic.js';
import { type Account, drop, dropTurn, type TransformNote } from '../account.js';
import type { LaterTurns, Stage, TraceRow } from '../trace-row.js';

const REASON = 'beyond max_context';

/** Applies the limit to each row and to the turns behind it. */
export function limitContext(next: Stage, spec: MaxContextSpec, account: Account): Stage {
  const note: TransformNote = { text: `max_context ${spec.tokens} ${spec.overflow}` };
  if (spec.overflow !== 'reject') note.rows = 0;
  account.transforms.push(note);
  const fitted = (row: TraceRow) => cutToFit(row, spec, note, account.blockTokens);
  return {
    push(row) {
      const fits = fitted(row);
      if (!fits) drop(account, REASON, row);
      else next.push(row.later ? { ...fits, later: () => limitTurns(row, fitted, account) } : fits);
    },
    end: () => next.end(),
  };
}

function limitTurns(first: TraceRow, fitted: (row: TraceRow) => TraceRow | undefined, account: Account): LaterTurns {
  const later = first.later!();
  return {
    next(time_us) {
      for (let row = later.next(time_us); row; row = later.next(time_us)) {
        const fits = fitted(row);
        if (fits) return fits;
        dropTurn(account, first, REASON);
      }
      return undefined;
    },
  };
}

function cutToFit(row: TraceRow, spec: MaxContextSpec, note: TransformNote, blockTokens = 1): TraceRow | undefined {
  const room = spec.tokens - row.outputTokens;
  if (row.inputTokens <= room) return row;
  if (spec.overflow === 'reject') return undefined;
  if (spec.overflow === 'keep') {
    note.rows!++;
    return row;
  }
  if (room < 1) return undefined;
  note.rows!++;
  return { ...row, inputTokens: room, prefixBlocks: row.prefixBlocks?.slice(0, Math.ceil(room / blockTokens)) };
}
