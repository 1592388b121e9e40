/**
 * Gathers the turns of closed-loop sessions behind their first turns. A file may name a turn anywhere after the one before
 * it, and first turns in any order, so from the first session on it is read whole and held in memory; a file without
 * sessions streams through.
 */
import { type Account, warnOnce } from '../account.js';
import type { Importer } from '../read/importer.js';
import type { Stage, TraceRow } from '../trace-row.js';
import type { Judge } from './failed.js';

/** `judge` decides about failed rows here already: after a failed first turn the next one takes its place and time. */
export function gatherSessions(next: Stage, importer: Importer, judge: Judge, account: Account): Stage {
  const single: TraceRow[] = [];
  const sessions = new Map<string, TraceRow[]>();
  return {
    push(row) {
      if (!importer.closedLoop) next.push(row);
      else if (row.sessionId === undefined) single.push(row);
      else {
        const turns = sessions.get(row.sessionId);
        if (turns) turns.push(row);
        else sessions.set(row.sessionId, [row]);
      }
    },
    end() {
      const first = [...sessions.values()].flatMap((turns) => gathered(turns, judge));
      const rows = [...single, ...first].sort((a, b) => a.time_us - b.time_us);
      if (sessions.size > 0) {
        warnOnce(account, `${sessions.size} sessions were read into memory, since turns wait for the ones before them`);
      }
      for (const row of rows) next.push(row);
      next.end();
    },
  };
}

/** One row for a session, with the others behind it; none where no turn is left. */
function gathered(turns: readonly TraceRow[], judge: Judge): TraceRow[] {
  const ordered = [...turns].sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0));
  const { time_us: start_us } = ordered[0]!;
  const kept = ordered.flatMap((turn) => judge(turn) ?? []);
  const [first, ...rest] = kept;
  if (!first) return [];
  const later = rest.map((turn) => ({
    ...turn,
    time_us: Math.max(0, turn.time_us - start_us),
    think_us: turn.think_us ?? 0,
  }));
  return [{ ...first, time_us: start_us, think_us: undefined, rows: kept.length, later: () => replay(later) }];
}

function replay(turns: readonly TraceRow[]) {
  let at = 0;
  return { next: () => turns[at++] };
}
