/** Decides again on the observations of a recorded run, with the policy of a scenario or of a planner's file. */
import { mkdirSync } from 'node:fs';
import { type ObservationEntry, openObservations, readObservations } from '../../reports/index.js';
import { loadPolicyFile } from '../../scenarios/index.js';
import { livePolicy, loadPools, replayObservations } from '../../studies/index.js';

/** What the command line says of a replay. */
export interface ReplayOptions {
  /** A scenario or a planner's file. */
  readonly scenario: string;
  readonly set: readonly string[];
  /** The run that was recorded. */
  readonly from: string;
  /** Where observations.jsonl with the decisions of now goes; absent: nowhere. */
  readonly out?: string | undefined;
}

/** How many ticks a replay had: held ones, and decisions that are the recorded ones or others. */
export interface ReplayResult {
  readonly ticks: number;
  readonly held: number;
  readonly same: number;
  readonly different: number;
}

/** Replays and returns the tally and the sentence for a terminal. Throws HR_RECORD_INVALID where there is nothing to replay. */
export function replayRun(options: ReplayOptions): { readonly tally: ReplayResult; readonly terminal: string } {
  const loaded = loadPolicyFile(options.scenario, options.set);
  const start = livePolicy(loaded, loadPools(loaded));
  const { entries, ticks, held, same, different_s } = replayObservations(readObservations(options.from), start);
  if (options.out !== undefined) write(options.out, entries);
  const asked = ticks - held;
  const first = different_s[0] === undefined ? '' : `; the first that differs is at ${different_s[0]} s`;
  const heldWords = held > 0 ? `; ${held} ticks were held` : '';
  const terminal = `${same} of ${asked} decisions are the recorded ones, byte for byte${first}${heldWords}.\n`;
  return { tally: { ticks, held, same, different: different_s.length }, terminal };
}

function write(directory: string, entries: readonly ObservationEntry[]): void {
  mkdirSync(directory, { recursive: true });
  const file = openObservations(directory);
  for (const entry of entries) file.add(entry);
  file.close();
}
