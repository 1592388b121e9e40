/** What the profile says of one worker: how long prompts and decode steps take, and what it holds. */
import { decodeStepRows } from '../../perf-model/decode-step-rows.js';
import type { EngineLimits, PoolContext } from '../../ports.js';
import type { Calibration, DecodeStepRow, EngineProfile } from '../../profile.js';
import { type Curve, valueAt } from './curve.js';
import { type PromptTimes, promptTimes } from './prompt-times.js';

/** One worker's times and sizes. */
export interface Engine extends PromptTimes {
  /** Seconds of a decode step over the batch, at this mean context. */
  steps(contextTokens: number): Curve;
  readonly kvTokens: number;
  /** Requests of one batch at most. */
  readonly maxBatch: number;
  /** Prompts are cut to this length where it is known. */
  readonly longestPrompt: number;
  readonly gpus: number;
}

const ENGINE_DEFAULTS = { maxBatch: 256, maxBatchedTokens: 8192 };

/** Reads the tables of a profile, its calibration and overheads in them. */
export function engineOf({ profile, limits }: PoolContext): Engine {
  const rows = decodeStepRows(profile);
  return {
    ...promptTimes(profile, limits?.maxBatchedTokens ?? ENGINE_DEFAULTS.maxBatchedTokens),
    steps: (contextTokens) => stepsAt(rows, profile, contextTokens),
    kvTokens: profile.decode.maxKvTokens,
    maxBatch: (limits?.maxBatch ?? ENGINE_DEFAULTS.maxBatch) * (profile.attentionDp ?? 1),
    longestPrompt: longest(limits, profile),
    gpus: profile.gpusPerWorker,
  };
}

function longest(limits: EngineLimits | undefined, { prefill }: EngineProfile): number {
  return limits?.contextTokens ?? Math.max(...prefill.isl);
}

/** Batch sizes at which a row is read off; a decode step bends gently between them. */
const BATCHES = [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];

/** The rows beside this context, as one row in between; never falling with the batch. */
function stepsAt(rows: readonly DecodeStepRow[], profile: EngineProfile, contextTokens: number): Curve {
  const { calibration, stepOverheadMs = 0, speculative } = profile;
  const tokensPerStep = Math.max(1, speculative?.tokensPerStep ?? 1);
  const contexts = rows.map((row) => row.contextTokens);
  const context = Math.max(contexts[0]!, contextTokens);
  let longest_s = 0;
  const y = BATCHES.map((batch) => {
    const column = { x: contexts, y: rows.map((row) => rowAt(row, batch)) };
    const ms = valueAt(column, context) * decodeFactor(calibration, batch) + stepOverheadMs;
    longest_s = Math.max(longest_s, ms / 1000 / tokensPerStep);
    return longest_s;
  });
  return { x: BATCHES, y };
}

function rowAt({ batch, stepMs }: DecodeStepRow, at: number): number {
  return at <= batch[0]! ? stepMs[0]! : valueAt({ x: batch, y: stepMs }, at);
}

function decodeFactor(calibration: Calibration | undefined, batch: number): number {
  if (!calibration) return 1;
  const { batch: sizes, factor } = calibration.decodeFactors;
  const at = Math.log(Math.min(sizes.at(-1)!, Math.max(sizes[0]!, batch)));
  return valueAt({ x: sizes.map(Math.log), y: factor }, at);
}
