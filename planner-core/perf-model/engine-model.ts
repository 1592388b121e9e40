/**
 * The engine model that Dynamo's planner asks since 1.4 when no AIConfigurator data is at hand: step time fitted by
 * workload kind to what engines report, and from it the drain time of a prefill queue and the time of a decode step.
 * Formulas of dynamo's `engine_perf` and aiconfigurator's `fpm`; durations are rounded to a nanosecond, as there.
 */
import type { EngineStep, WorkerObservation } from '../ports.js';
import { evaluateAt, type Fit, nonNegativeLine, weightedHinge } from './fits.js';
import { addToMean, emptyMean, type MovingMean } from './moving-mean.js';
import { computedShare, type RegressionOptions } from './planner-regression.js';
import { addSamples, allSamples, emptyStore, type Sample, type SampleStore, sampleCount } from './samples.js';

/** What the engine works on. */
export type EngineKind = 'prefill' | 'decode' | 'aggregated';

/** What the engine can hold. Defaults are those of Dynamo's mocker. */
export interface CapacityLimits {
  readonly maxBatchedTokens: number;
  readonly maxBatch: number;
  readonly maxKvTokens: number;
}

/** What an engine is taken to hold where its limits are not known. */
export const DEFAULT_LIMITS: CapacityLimits = { maxBatchedTokens: 8192, maxBatch: 512, maxKvTokens: 2_000_000 };

type Workload = 'prefill' | 'decode' | 'mixed';

interface FittedStore {
  readonly store: SampleStore;
  readonly fit?: Fit;
}

/** What is learnt of an engine; plain data. */
export interface EngineModel {
  readonly kind: EngineKind;
  readonly limits: CapacityLimits;
  readonly minSamples: number;
  readonly stores: Readonly<Record<Workload, FittedStore>>;
  /** Of the next request: prompt tokens, and KV tokens while it decodes. */
  readonly meanPromptTokens: MovingMean;
  readonly meanDecodeTokens: MovingMean;
  /** Prompt tokens of a typical pass, for mixed steps whose own are not known. */
  readonly meanPrefillTokens: MovingMean;
}

/** A model that has seen no pass yet. */
export function emptyEngineModel(kind: EngineKind, limits: CapacityLimits, options: RegressionOptions): EngineModel {
  const store = (dimensions: 1 | 2) => ({ store: emptyStore(dimensions, options.bucketCount, options.maxSamples) });
  const mean = emptyMean(options.maxSamples);
  return {
    kind,
    limits,
    minSamples: options.minSamples,
    stores: { prefill: store(1), decode: store(2), mixed: store(2) },
    meanPromptTokens: mean,
    meanDecodeTokens: mean,
    meanPrefillTokens: mean,
  };
}

/** The model after these forward passes, oldest first. */
export function tune(model: EngineModel, steps: readonly EngineStep[]): EngineModel {
  if (steps.length === 0) return model;
  const decoding = steps.filter((step) => step.decodeRequests > 0);
  return {
    ...model,
    stores: {
      prefill: refit(model, 'prefill', steps),
      decode: refit(model, 'decode', steps),
      mixed: refit(model, 'mixed', steps),
    },
    meanPromptTokens: addToMean(
      model.meanPromptTokens,
      steps.map((step) => (step.prefillRequests > 0 ? step.prefillTokens / step.prefillRequests : 0)),
    ),
    meanDecodeTokens: addToMean(
      model.meanDecodeTokens,
      decoding.map((step) => step.decodeKvTokens / step.decodeRequests),
    ),
    meanPrefillTokens: addToMean(
      model.meanPrefillTokens,
      steps.map((step) => step.prefillTokens),
    ),
  };
}

function refit(model: EngineModel, workload: Workload, steps: readonly EngineStep[]): FittedStore {
  const samples: Sample[] = [];
  for (const step of steps) {
    const decodes = step.decodeRequests > 0 || step.decodeKvTokens > 0;
    if (workloadOf(step.prefillTokens, decodes) !== workload || !(step.wallTime > 0)) continue;
    samples.push({ x: featuresOf(workload, step), y: step.wallTime * 1000 });
  }
  const before = model.stores[workload];
  if (samples.length === 0) return before;
  const store = addSamples(before.store, samples);
  const fit = fitStore(workload, store, model.minSamples);
  return fit ? { store, fit } : { store };
}

const LEAST_FOR_HINGE = 6;

function fitStore(workload: Workload, store: SampleStore, minSamples: number): Fit | undefined {
  const count = sampleCount(store);
  const samples = allSamples(store);
  const hinge = workload === 'prefill' && count >= Math.max(minSamples, LEAST_FOR_HINGE);
  return (hinge ? weightedHinge(samples) : undefined) ?? (count < minSamples ? undefined : nonNegativeLine(samples));
}

function workloadOf(prefillTokens: number, decodes: boolean): Workload | undefined {
  if (prefillTokens > 0) return decodes ? 'mixed' : 'prefill';
  return decodes ? 'decode' : undefined;
}

function featuresOf(workload: Workload, step: EngineStep): number[] {
  if (workload === 'prefill') return [step.prefillTokens];
  const first = workload === 'decode' ? step.decodeRequests : step.prefillTokens;
  return [first, step.decodeKvTokens];
}

/** Whether any workload kind is fitted yet. */
export function isReady({ stores }: EngineModel): boolean {
  return Object.values(stores).some(({ fit }) => fit !== undefined);
}

const LEAST_STEP_MS = 1e-6;

/** Decode work beside the prompts of a pass. */
export interface DecodeLoad {
  readonly requests: number;
  readonly kvTokens: number;
}

/** No decode work beside the prompts. */
export const NO_DECODE: DecodeLoad = { requests: 0, kvTokens: 0 };

/** Seconds of one forward pass with this load; 0 for none, `undefined` while its workload kind is not fitted. */
export function passTime(model: EngineModel, prefillTokens: number, decode: DecodeLoad): number | undefined {
  const workload = workloadOf(prefillTokens, decode.requests > 0 || decode.kvTokens > 0);
  if (!workload) return 0;
  const { fit } = model.stores[workload];
  if (!fit) return undefined;
  const first = workload === 'decode' ? decode.requests : prefillTokens;
  return nanoseconds(Math.max(LEAST_STEP_MS, evaluateAt(fit, first, decode.kvTokens)) / 1000);
}

/** Seconds rounded to a nanosecond, as durations of the native model are. */
export function nanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9;
}

/** Tokens in chunks of a full pass and a rest; seconds. */
export function chunkedPassTime(model: EngineModel, tokens: number, decode: DecodeLoad): number | undefined {
  const chunk = model.limits.maxBatchedTokens;
  const rest = tokens % chunk;
  const full = Math.floor(tokens / chunk);
  const whole = full > 0 ? passTime(model, chunk, decode) : 0;
  const last = rest > 0 ? passTime(model, rest, decode) : 0;
  return whole === undefined || last === undefined ? undefined : nanoseconds(full * whole + last);
}

/** How a worker's load is changed before the model is asked: the worker as it is, or after a peer has gone. */
export interface Scaling {
  readonly queue?: number;
  readonly decode?: number;
  readonly kvHitRate?: number | undefined;
  readonly withQueuedDecode?: boolean;
  readonly withQueuedPrefillAsKv?: boolean;
}

/** TTFT in seconds of the next request on this worker, behind its queue. */
export function queuedPrefillTime(model: EngineModel, worker: WorkerObservation, scaling: Scaling): number | undefined {
  const queued = (worker.queuedPrefillTokens ?? 0) * (scaling.queue ?? 1);
  const share = computedShare(scaling.kvHitRate);
  const tokens = Math.ceil(Math.max(0, (queued + model.meanPromptTokens.mean) * share));
  if (tokens === 0) return 0;
  return chunkedPassTime(model, tokens, model.kind === 'aggregated' ? decodeLoad(worker, scaling) : NO_DECODE);
}

/** Seconds of the worker's next decode step once one more request has joined. */
export function decodeStepTime(model: EngineModel, worker: WorkerObservation, scaling: Scaling): number | undefined {
  const next = model.meanDecodeTokens.mean;
  const decode = decodeLoad(worker, scaling, true, next);
  return passTime(model, model.kind === 'aggregated' ? Math.ceil(model.meanPrefillTokens.mean) : 0, decode);
}

/** The worker's decode load, scaled, with what waits where asked for, and one more request of so many tokens. */
function decodeLoad(
  worker: WorkerObservation,
  scaling: Scaling,
  withQueued = scaling.withQueuedDecode ?? false,
  nextTokens = 0,
): DecodeLoad {
  const scale = scaling.decode ?? 1;
  let requests = worker.step?.decodeRequests ?? 0;
  let kvTokens = worker.step?.decodeKvTokens ?? 0;
  if (withQueued) {
    requests += worker.queuedDecodeRequests ?? 0;
    kvTokens += worker.queuedDecodeKvTokens ?? 0;
  }
  if (scaling.withQueuedPrefillAsKv) {
    requests += worker.queuedRequests ?? 0;
    kvTokens += worker.queuedPrefillTokens ?? 0;
  }
  return {
    requests: Math.ceil(requests * scale + (nextTokens > 0 ? 1 : 0)),
    kvTokens: Math.ceil(kvTokens * scale + nextTokens),
  };
}
