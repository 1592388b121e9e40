/** What the simulated engine says about a measured operating point, before any calibration. */
import type { Calibration, EngineProfile } from '../../planner-core/index.js';
import { loadProfile } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import { closedLoop, type PlayedPool, play } from './play.js';
import type { SiliconRow } from './silicon-rows.js';
import { likelyWorkers } from './worker-counts.js';

export interface Point {
  readonly ttft_ms: number;
  readonly tpot_ms: number;
}

/** Each user sends this many requests, the first of all users at once, as the benchmark clients do. */
const REQUESTS_A_USER = 10;
/** Tokens of a step: the engines' defaults on these GPUs. SGLang computes prompts and decodes in turn. */
const CHUNKED = { budget: 8192, overlap: 1 };
const IN_TURN = { budget: 16384, overlap: 0 };
/** The dated campaign draws lengths evenly from 80 to 100 % of the nominal ones. */
const LEAST_DRAWN = 0.8;
const profiles = new Map<string, EngineProfile>();

/** Mean TTFT and TPOT of the simulated closed loop; `calibration` changes the step times of every pool. */
export function simulatePoint(row: SiliconRow, calibration?: Calibration): Point {
  const random = randomStream(1, 'lengths');
  const drawn = (tokens: number) =>
    row.isDrawn ? Math.max(1, Math.round(tokens * (LEAST_DRAWN + (1 - LEAST_DRAWN) * random.next()))) : tokens;
  const traffic = closedLoop(row.concurrency, row.concurrency * REQUESTS_A_USER, () => [
    drawn(row.isl),
    drawn(row.osl),
  ]);
  const ends = play(poolsOf(row, calibration), traffic);
  const paced = ends.filter((end) => end.outputTokens > 1);
  return {
    ttft_ms: mean(ends.map((end) => end.firstToken_s! - end.arrival_s)) * 1000,
    tpot_ms: mean(paced.map((end) => (end.lastToken_s! - end.firstToken_s!) / (end.outputTokens - 1))) * 1000,
  };
}

function poolsOf(row: SiliconRow, calibration: Calibration | undefined): PlayedPool[] {
  const { budget, overlap } = row.backend === 'sglang' ? IN_TURN : CHUNKED;
  const engines = row.pools.map(({ profile }) => profileOf(profile));
  const counts = workersOf(row, engines, budget);
  return engines.map((profile, i) => ({
    profile: { ...profile, mixed: { overlap }, ...(calibration && { calibration }) },
    workers: counts[i]!,
    spec: { max_batch: 1_000_000, max_batched_tokens: budget, kv_admission: 'full', prefix_caching: 'off' },
  }));
}

function workersOf(row: SiliconRow, [first, second]: readonly EngineProfile[], stepTokens: number): number[] {
  const stated = row.pools.map(({ workers }) => workers);
  if (!second || stated.every((workers) => workers !== undefined)) return stated.map((workers) => workers ?? 1);
  const { prefill, decode } = likelyWorkers(first!, second, { ...row, stepTokens });
  return [prefill, decode];
}

function profileOf(id: string): EngineProfile {
  let profile = profiles.get(id);
  if (!profile) {
    profile = loadProfile(id, (path) => path).profile;
    profiles.set(id, profile);
  }
  return profile;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
