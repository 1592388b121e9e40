/** Runs a small cluster to its end and keeps all it told; for tests. */
import type { TrafficRequest } from '../../scenarios/index.js';
import { type SimulatedTraffic, type SimulationResult, simulate } from '../simulation.js';
import type { SimulationInput } from '../simulation-input.js';
import { type Collected, collect } from './collecting-sink.js';
import { requests, type SmallClusterOptions, smallInput } from './small-cluster.js';

/** Requests as rows: arrival in seconds, input tokens, output tokens. */
export type Rows = Parameters<typeof requests>[0];
/** What a run told, and its totals. */
export type Played = Collected & {
  readonly result: SimulationResult;
  /** What became of the request with this id. */
  end(id: number): Collected['ends'][number];
  /** When its first token came. */
  firstToken_s(id: number): number | undefined;
};

/** Plays rows on a small cluster. */
export function play(rows: Rows, options: SmallClusterOptions = {}): Played {
  return playInput(smallInput(options), requests(rows));
}

/** Plays any traffic on any input. */
export function playInput(input: SimulationInput, traffic: SimulatedTraffic): Played {
  const collected = collect();
  const result = simulate(input, traffic, collected.sink);
  const end = (id: number) => collected.ends.find((candidate) => candidate.id === id)!;
  return { ...collected, result, end, firstToken_s: (id) => end(id).firstToken_s };
}

/** The same prompts with the prefix blocks that are given for each. */
export function withPrefixes(
  rows: Rows,
  blocks: readonly number[][],
  blockTokens: number,
): { requests: TrafficRequest[] } {
  return {
    requests: requests(rows).requests.map((request, i) => ({ ...request, prefixBlocks: blocks[i]!, blockTokens })),
  };
}
