/** Decides again on recorded observations: the same policy must answer the same, another one shows what it would have ordered. */
import type { PolicySession } from '../../planner-core/index.js';
import { exactJson, type ObservationEntry, type StartEntry, type TickEntry } from '../../reports/index.js';

/** Decisions made again, beside those that were recorded. */
export interface Replay {
  /** The recorded entries with the decisions of now. */
  readonly entries: readonly ObservationEntry[];
  readonly ticks: number;
  /** Ticks on which no policy was asked. */
  readonly held: number;
  /** Decisions that are the recorded ones, byte for byte. */
  readonly same: number;
  /** Times of the others, in seconds of the run. */
  readonly different_s: readonly number[];
}

/**
 * Asks a policy on every recorded tick in turn. `start` makes it with the counts that the record tells. A tick that was held stays
 * held; a planner that began anew begins anew here.
 */
export function replayObservations(
  entries: readonly ObservationEntry[],
  start: (replicas: StartEntry['replicas']) => PolicySession<unknown>,
): Replay {
  let session: PolicySession<unknown> | undefined;
  let state: unknown;
  const again: ObservationEntry[] = [];
  const tally = { ticks: 0, held: 0, same: 0, different_s: [] as number[] };
  for (const entry of entries) {
    if ('start' in entry && (!session || !entry.start.resumed)) {
      session = start(entry.start.replicas);
      state = session.initialState;
    }
    if (!('tick' in entry) || entry.tick.held) {
      if ('tick' in entry) tally.held++;
      again.push(entry);
      continue;
    }
    session ??= start({});
    const answer = session.tick(state ?? session.initialState, entry.tick.observation);
    state = answer.state;
    const tick: TickEntry = { ...entry.tick, decision: answer.decision };
    if (exactJson(tick.decision) === exactJson(entry.tick.decision)) tally.same++;
    else tally.different_s.push(tick.time_s);
    again.push({ tick });
  }
  tally.ticks = tally.held + tally.same + tally.different_s.length;
  return { entries: again, ...tally };
}
