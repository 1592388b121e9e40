/**
 * How many workers a disaggregated row without counts is taken to have: what setups of its kind have, never what its own
 * measurement says.
 */
import type { EngineProfile } from '../../planner-core/index.js';
import { createEngineModel } from '../../sim/index.js';

/** Decode workers of up to eight GPUs come in fours in the setups whose counts are known, larger ones alone. */
const SMALL_WORKER_GPUS = 8;
const SMALL_WORKERS = 4;
/** Prompt capacity beside what decoding asks for. */
const HEADROOM = 1.2;

export interface Load {
  readonly concurrency: number;
  readonly isl: number;
  readonly osl: number;
  /** Prompt tokens a rank computes in one step. */
  readonly stepTokens: number;
}

export interface WorkerCounts {
  readonly prefill: number;
  readonly decode: number;
}

/** Decode workers by their size, and as many prefill workers as keep up with the requests that those end. */
export function likelyWorkers(prefill: EngineProfile, decode: EngineProfile, load: Load): WorkerCounts {
  const workers = decode.gpusPerWorker <= SMALL_WORKER_GPUS ? SMALL_WORKERS : 1;
  const needed = (HEADROOM * endedPerSecond(decode, workers, load)) / promptsPerSecond(prefill, load);
  return { prefill: Math.max(1, Math.ceil(needed)), decode: workers };
}

/** Requests a second that so many users get through if they wait for decoding alone. */
function endedPerSecond(profile: EngineProfile, workers: number, { concurrency, isl, osl }: Load): number {
  const batch = Math.ceil(concurrency / workers);
  const step_s = createEngineModel(profile).decodeStepSeconds(batch, batch * (isl + osl / 2));
  return concurrency / (osl * step_s);
}

/** Prompts a second of one worker whose steps are full. */
function promptsPerSecond(profile: EngineProfile, { isl, stepTokens }: Load): number {
  const requests = Math.max(1, Math.floor(stepTokens / isl)) * (profile.attentionDp ?? 1);
  const newTokens = requests * isl;
  const work = { requests, completing: 0, newTokens, cachedTokens: 0, attentionPairs: (newTokens * isl) / 2 };
  return requests / createEngineModel(profile).mixedStepSeconds(work, 0, 0);
}
