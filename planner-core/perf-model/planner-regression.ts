/**
 * The regression models of Dynamo's Python planner (1.1 to 1.4): step time fitted to what engines report, and from it
 * the next request's latency and the most requests per second that one engine serves within its targets. Times are
 * seconds; targets and latencies of the capacity answers are milliseconds, as there.
 */
import type { EngineStep } from '../ports.js';
import { evaluate, type Fit, leastSquares } from './fits.js';
import { addToMean, emptyMean, type MovingMean } from './moving-mean.js';
import { addSamples, allSamples, emptyStore, type SampleStore, sampleCount } from './samples.js';

/** What the engine works on. */
export type RegressionKind = 'prefill' | 'decode' | 'aggregated';

/** How many samples are kept, how spread, and how many are needed. */
export interface RegressionOptions {
  readonly maxSamples: number;
  readonly minSamples: number;
  readonly bucketCount: number;
}

/** What is learnt of an engine; plain data. */
export interface PlannerRegression {
  readonly kind: RegressionKind;
  readonly minSamples: number;
  readonly store: SampleStore;
  readonly meanPromptTokens: MovingMean;
  readonly meanDecodeTokens: MovingMean;
  readonly meanDecodeRequests: MovingMean;
  readonly meanPrefillTokens: MovingMean;
  readonly mostKvTokens: number;
}

/** A model that has seen no pass yet. */
export function emptyRegression(kind: RegressionKind, options: RegressionOptions): PlannerRegression {
  const mean = emptyMean(options.maxSamples);
  return {
    kind,
    minSamples: options.minSamples,
    store: emptyStore(kind === 'prefill' ? 1 : 2, options.bucketCount, options.maxSamples),
    meanPromptTokens: mean,
    meanDecodeTokens: mean,
    meanDecodeRequests: mean,
    meanPrefillTokens: mean,
    mostKvTokens: 0,
  };
}

/** Adds engine steps, oldest first; idle ones count for the means alone. */
export function observeSteps(before: PlannerRegression, steps: readonly EngineStep[]): PlannerRegression {
  const { kind } = before;
  const prefilling = steps.filter((step) => step.prefillRequests > 0);
  const decoding = steps.filter((step) => step.decodeRequests > 0);
  const promptTokens = (step: EngineStep) => (step.prefillRequests > 0 ? step.prefillTokens / step.prefillRequests : 0);
  const busy = steps.filter((step) => step.wallTime !== 0);
  return {
    ...before,
    store: addSamples(
      before.store,
      busy.map((step) => ({ x: featuresOf(kind, step), y: step.wallTime })),
    ),
    meanPromptTokens: addToMean(
      before.meanPromptTokens,
      (kind === 'prefill' ? steps : prefilling).map((step) => promptTokens(step)),
    ),
    meanDecodeTokens: addToMean(
      before.meanDecodeTokens,
      decoding.map((step) => step.decodeKvTokens / step.decodeRequests),
    ),
    meanDecodeRequests: addToMean(
      before.meanDecodeRequests,
      steps.map((step) => step.decodeRequests),
    ),
    meanPrefillTokens: addToMean(
      before.meanPrefillTokens,
      steps.map((step) => step.prefillTokens),
    ),
    mostKvTokens: Math.max(before.mostKvTokens, ...steps.map((step) => step.decodeKvTokens)),
  };
}

function featuresOf(kind: RegressionKind, step: EngineStep): number[] {
  if (kind === 'prefill') return [step.prefillTokens];
  return kind === 'decode' ? [step.decodeRequests, step.decodeKvTokens] : [step.prefillTokens, step.decodeKvTokens];
}

/**
 * The fitted line; `undefined` with too few samples, or when more load would take less time. Only the slope of the decode
 * batch size may come out slightly below 0 by noise: it is kept within 1e-6 and cut to 0 beyond.
 */
export function fitRegression({ kind, minSamples, store }: PlannerRegression): Fit | undefined {
  if (sampleCount(store) < Math.max(1, minSamples)) return undefined;
  const fit = leastSquares(allSamples(store));
  const slopes = fit.slopes.map((slope, axis) => {
    if (slope >= 0) return slope;
    if (kind !== 'decode' || axis !== 0) return Number.NaN;
    return slope < -1e-6 ? 0 : slope;
  });
  return slopes.some(Number.isNaN) ? undefined : { ...fit, slopes };
}

const LEAST_STEP_S = 1e-6;

function stepTime(fit: Fit, x: readonly number[]): number {
  return Math.max(LEAST_STEP_S, evaluate(fit, x));
}

const MOST_HIT_RATE = 0.95;

/** What is left of a prompt after prefix caching; a hit rate above 0.95 is not believed. */
export function computedShare(kvHitRate: number | undefined): number {
  if (kvHitRate === undefined || Number.isNaN(kvHitRate)) return 1;
  return 1 - Math.max(0, Math.min(MOST_HIT_RATE, kvHitRate));
}

/** TTFT of the next request behind a queue of prompt tokens, in chunks of `maxBatchedTokens`; seconds. */
export function nextTtft(
  model: PlannerRegression,
  queuedPrefillTokens: number,
  maxBatchedTokens: number,
  kvHitRate?: number,
  decodeKvTokens = 0,
): number | undefined {
  const fit = fitRegression(model);
  if (!fit || maxBatchedTokens <= 0) return undefined;
  const tokens = (queuedPrefillTokens + model.meanPromptTokens.mean) * computedShare(kvHitRate);
  return chunkedTime(fit, tokens, maxBatchedTokens, decodeKvTokens);
}

/** Full chunks and the rest, each one forward pass; seconds. */
function chunkedTime(fit: Fit, tokens: number, chunk: number, decodeKvTokens: number): number {
  if (tokens <= 0) return 0;
  const passes = Math.ceil(tokens / chunk);
  const rest = tokens - (passes - 1) * chunk;
  return (passes - 1) * stepTime(fit, [chunk, decodeKvTokens]) + stepTime(fit, [rest, decodeKvTokens]);
}

/** Time of the next decode step once one more request has joined; seconds. */
export function nextItl(model: PlannerRegression, decodeKvTokens: number, queuedKvTokens: number): number | undefined {
  const fit = fitRegression(model);
  if (!fit) return undefined;
  const kvTokens = decodeKvTokens + queuedKvTokens + model.meanDecodeTokens.mean;
  const other = model.kind === 'decode' ? model.meanDecodeRequests.mean + 1 : model.meanPrefillTokens.mean;
  return stepTime(fit, [other, kvTokens]);
}

/** Requests per second of one engine, and the latency in milliseconds at that rate; a rate of 0 means no answer. */
export interface RegressionCapacity {
  readonly rps: number;
  readonly ttft_ms?: number;
  readonly itl_ms?: number;
}

const NO_CAPACITY: RegressionCapacity = { rps: 0, ttft_ms: 0, itl_ms: 0 };

/** Prefill: one prompt after the other. A target that one prompt alone misses changes nothing. */
export function prefillCapacity(model: PlannerRegression, isl: number, maxBatchedTokens?: number): RegressionCapacity {
  const fit = fitRegression(model);
  if (!fit || isl <= 0) return NO_CAPACITY;
  const seconds = chunkedTime(fit, isl, maxBatchedTokens && maxBatchedTokens > 0 ? maxBatchedTokens : isl, 0);
  return { rps: 1 / seconds, ttft_ms: seconds * 1000 };
}

/** The target, the shape of the requests, and what bounds a batch. */
export interface DecodeCapacityRequest {
  readonly itl_ms: number;
  readonly contextTokens: number;
  readonly osl: number;
  readonly maxKvTokens?: number | undefined;
  readonly maxBatch?: number | undefined;
  readonly acceptLength?: number | undefined;
}

const BATCH_UNKNOWN = 256;

/** Decode: the largest batch whose step keeps the target, by bisection; then Little's law. */
export function decodeCapacity(model: PlannerRegression, request: DecodeCapacityRequest): RegressionCapacity {
  const { itl_ms, contextTokens, osl, maxKvTokens, maxBatch } = request;
  const fit = fitRegression(model);
  if (!fit || contextTokens <= 0 || osl <= 0 || itl_ms <= 0) return NO_CAPACITY;
  const accepted = Math.max(1, request.acceptLength ?? 1);
  const kvTokens = maxKvTokens && maxKvTokens > 0 ? maxKvTokens : model.mostKvTokens;
  const byKv = kvTokens > 0 ? Math.max(1, Math.trunc(kvTokens / contextTokens)) : BATCH_UNKNOWN;
  const most = Math.max(1, Math.min(byKv, maxBatch && maxBatch > 0 ? maxBatch : byKv));
  const seconds = (batch: number) => stepTime(fit, [batch, batch * contextTokens]);
  let [low, high, best] = [1, most, 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    if ((seconds(middle) * 1000) / accepted <= itl_ms) {
      best = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  return { rps: best / (osl * (seconds(best) / accepted)), itl_ms: (seconds(best) * 1000) / accepted };
}

/** The targets, the shape of the requests, and what bounds a pass and a batch. */
export interface AggregatedCapacityRequest {
  readonly isl: number;
  readonly osl: number;
  readonly maxBatchedTokens: number;
  readonly ttft_ms: number;
  readonly itl_ms: number;
  readonly maxKvTokens?: number | undefined;
  readonly maxBatch?: number | undefined;
  readonly kvHitRate?: number | undefined;
  readonly acceptLength?: number | undefined;
}

const AGGREGATED_BATCH_UNKNOWN = 1024;

/**
 * Aggregated: the batch grows while both targets hold and while the prompts that must join to keep it full fit into the
 * tokens left of a pass.
 */
export function aggregatedCapacity(model: PlannerRegression, request: AggregatedCapacityRequest): RegressionCapacity {
  const { isl, osl, maxBatchedTokens, kvHitRate } = request;
  const fit = fitRegression(model);
  if (!fit || isl <= 0 || osl <= 0 || maxBatchedTokens <= 0) return NO_CAPACITY;
  const accepted = Math.max(1, request.acceptLength ?? 1);
  const computedIsl = isl * computedShare(kvHitRate);
  const context = isl + osl / 2;
  let best = NO_CAPACITY;
  for (let batch = 1; batch <= balancedBatch(request, computedIsl, context, accepted); batch++) {
    const kv = batch * context;
    const perPass = (tokens: number) => Math.min((batch * accepted * tokens) / Math.max(1, osl), maxBatchedTokens);
    const seconds = stepTime(fit, [perPass(computedIsl), kv]);
    const itl_ms = (seconds * 1000) / accepted;
    const ttft_s = nextTtft(model, Math.trunc(perPass(isl)), maxBatchedTokens, kvHitRate, Math.trunc(kv)) ?? 0;
    const misses = itl_ms > request.itl_ms || ttft_s * 1000 > request.ttft_ms;
    if (misses && batch > 1) break;
    const decodeRps = (batch * accepted) / (osl * seconds);
    const prefillRps =
      computedIsl <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, maxBatchedTokens - batch) / (computedIsl * seconds);
    best = { rps: Math.min(decodeRps, prefillRps), ttft_ms: ttft_s * 1000, itl_ms };
    if (misses) break;
  }
  return best;
}

function balancedBatch(
  { osl, maxBatchedTokens, maxKvTokens, maxBatch }: AggregatedCapacityRequest,
  computedIsl: number,
  context: number,
  accepted: number,
): number {
  const byKv =
    maxKvTokens && maxKvTokens > 0
      ? Math.max(1, Math.trunc(maxKvTokens / Math.max(1, context)))
      : AGGREGATED_BATCH_UNKNOWN;
  const bySeqs = maxBatch && maxBatch > 0 ? maxBatch : byKv;
  let [low, high] = [1, Math.max(1, Math.min(byKv, bySeqs, maxBatchedTokens - 1))];
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    const left = maxBatchedTokens - middle;
    if (left > 0 && (middle * accepted * computedIsl) / Math.max(1, osl) <= left) low = middle;
    else high = middle - 1;
  }
  return low;
}
