/**
 * The most requests per second that one engine serves within its targets, by trying batch sizes: Dynamo's
 * `find_engine_capacity_rps`. A batch that keeps the targets beats any that does not; among equals the higher rate wins.
 */
import { chunkedPassTime, type EngineModel, NO_DECODE, nanoseconds, passTime } from './engine-model.js';
import { computedShare } from './planner-regression.js';

/** The shape of the requests, the latency targets, and what lightens the work. */
export interface CapacityRequest {
  /** Tokens; fractions are rounded up. */
  readonly isl: number;
  readonly osl: number;
  readonly ttft_s?: number | undefined;
  readonly itl_s?: number | undefined;
  readonly kvHitRate?: number | undefined;
  readonly acceptLength?: number | undefined;
}

/** The best rate found, and the latencies at it. */
export interface EngineCapacity {
  readonly rps: number;
  readonly ttft_s?: number;
  readonly itl_s?: number;
  /** Whether the targets are kept at this rate. */
  readonly eligible: boolean;
}

/** `undefined` while the model cannot tell, or for a request without tokens. */
export function engineCapacity(model: EngineModel, request: CapacityRequest): EngineCapacity | undefined {
  const isl = Math.ceil(request.isl);
  const osl = Math.max(1, Math.ceil(request.osl));
  if (!(isl > 0) || (model.kind !== 'prefill' && !(request.osl > 0))) return undefined;
  const shape: Shape = {
    isl,
    osl,
    computedIsl: Math.max(1, Math.ceil(isl * computedShare(request.kvHitRate))),
    context: Math.max(1, isl + Math.floor(osl / 2)),
    accepted: Math.max(1, request.acceptLength ?? 1),
  };
  const tryBatch = { prefill: tryPrefill, decode: tryDecode, aggregated: tryAggregated }[model.kind];
  let best: EngineCapacity | undefined;
  for (const batch of batchesToTry(mostBatch(model, shape))) {
    const point = tryBatch(model, shape, batch);
    if (point === undefined) return undefined;
    if (point === 'skip') continue;
    const eligible = keeps(point.ttft_s, request.ttft_s) && keeps(point.itl_s, request.itl_s);
    best = better(best, { ...point, eligible });
  }
  return best;
}

interface Shape {
  readonly isl: number;
  readonly osl: number;
  readonly computedIsl: number;
  readonly context: number;
  readonly accepted: number;
}

type Point = Omit<EngineCapacity, 'eligible'>;

/** A target on a latency that the engine has no part in cannot be kept; the planner does not set one. */
function keeps(latency_s: number | undefined, target_s: number | undefined): boolean {
  return target_s === undefined || (latency_s !== undefined && latency_s <= target_s);
}

function better(current: EngineCapacity | undefined, candidate: EngineCapacity): EngineCapacity {
  if (!current || current.eligible !== candidate.eligible) return !current || candidate.eligible ? candidate : current;
  return candidate.rps > current.rps ? candidate : current;
}

function mostBatch({ kind, limits }: EngineModel, { computedIsl, context }: Shape): number {
  const { maxBatchedTokens, maxBatch, maxKvTokens } = limits;
  if (kind === 'prefill') {
    return computedIsl > maxBatchedTokens ? 1 : Math.min(maxBatch, Math.floor(maxBatchedTokens / computedIsl));
  }
  const byKv = Math.min(maxBatch, Math.floor(maxKvTokens / context));
  return kind === 'decode' ? byKv : Math.min(byKv, Math.max(1, maxBatchedTokens - 1));
}

const MOST_BATCHES_TRIED = 128;

function batchesToTry(most: number): number[] {
  if (most <= MOST_BATCHES_TRIED) return Array.from({ length: most }, (_, i) => i + 1);
  const steps = MOST_BATCHES_TRIED - 1;
  return Array.from({ length: MOST_BATCHES_TRIED }, (_, i) => 1 + Math.floor((i * (most - 1)) / steps));
}

function tryPrefill(model: EngineModel, { computedIsl }: Shape, batch: number): Point | 'skip' | undefined {
  const ttft_s = chunkedPassTime(model, computedIsl * batch, NO_DECODE);
  if (ttft_s === undefined) return undefined;
  return ttft_s === 0 ? 'skip' : { rps: batch / ttft_s, ttft_s };
}

function tryDecode(model: EngineModel, { context, osl, accepted }: Shape, batch: number): Point | 'skip' | undefined {
  const pass_s = passTime(model, 0, { requests: batch, kvTokens: batch * context });
  if (pass_s === undefined) return undefined;
  const itl_s = nanoseconds(pass_s / accepted);
  return itl_s === 0 ? 'skip' : { rps: batch / (osl * itl_s), itl_s };
}

function tryAggregated(model: EngineModel, shape: Shape, batch: number): Point | 'skip' | undefined {
  const { computedIsl, osl, context, accepted } = shape;
  const { maxBatchedTokens } = model.limits;
  const perPass = Math.ceil((batch * accepted * computedIsl) / osl);
  if (maxBatchedTokens - batch <= 0 || perPass > maxBatchedTokens - batch) return 'skip';
  const decode = { requests: batch, kvTokens: batch * context };
  const pass_s = passTime(model, perPass, decode);
  const ttft_s = chunkedPassTime(model, perPass + computedIsl, decode);
  if (pass_s === undefined || ttft_s === undefined) return undefined;
  const itl_s = nanoseconds(pass_s / accepted);
  return itl_s === 0 ? 'skip' : { rps: batch / (osl * itl_s), ttft_s, itl_s };
}
