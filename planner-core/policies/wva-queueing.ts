/**
 * llm-d's Workload Variant Autoscaler, queueing model: one worker as a queue whose service speeds up with its batch
 * (M/M/1 with state-dependent rates). The highest rate at which mean TTFT and ITL keep their targets is what one worker
 * serves; workers = ⌈λ ÷ that rate⌉ (llm-d docs, "SLO Analyzer"). Rates come from the measured profile.
 */
import { decodeGrid, itlAt, prefillCurves } from '../interpolate/index.js';
import type { Policy, PolicyContext, PoolContext, Role } from '../ports.js';
import type { RequestShape } from './parts/read.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';
import { type ShapeState, shapedRule } from './parts/shaped.js';

/** Settings of {@link wvaQueueing}. */
export interface WvaQueueingOptions {
  /** Requests in one batch at most. */
  readonly maxBatch: number;
  readonly bounds: Bounds;
}

/** The queueing model on rates from the profile. */
export function wvaQueueing(options: WvaQueueingOptions): Policy<RoleStates<ShapeState>> {
  return rolewise<ShapeState>('wva-queueing', options.bounds, (role, pool, context) => {
    const capacity = capacityOf(role, pool, context, options.maxBatch);
    return shapedRule((rate, shape, { note }) => {
      const perWorker = capacity(shape);
      note('worker_requests_per_s', perWorker);
      if (perWorker <= 0) return { count: options.bounds.max, reason: 'saturated' };
      return { count: Math.ceil(rate / perWorker), reason: 'metric_target' };
    });
  });
}

/** Step and prompt times of a worker, by batch. */
interface Worker {
  readonly prompt_s: number;
  /** Seconds that one request keeps its place in a batch of n. */
  residence_s(batch: number): number;
  step_s(batch: number): number;
  readonly maxBatch: number;
}

/** Requests per second of one worker, by the shape of the requests. */
function capacityOf(role: Role, { profile, limits }: PoolContext, { sla }: PolicyContext, maxBatch: number) {
  const curves = prefillCurves(profile.prefill);
  const grid = decodeGrid(profile.decode);
  return ({ isl, osl }: RequestShape): number => {
    const context = Math.max(1, isl + osl / 2);
    const prompt_s = role === 'decode' ? 0 : curves.ttftMs(isl) / 1000;
    const kvBatch = Math.max(1, Math.floor(profile.decode.maxKvTokens / context));
    const decodes = role !== 'prefill';
    const worker: Worker = {
      prompt_s,
      step_s: (batch) => (decodes ? itlAt(grid, batch, context) : 0),
      residence_s: (batch) => prompt_s + (decodes ? osl * itlAt(grid, batch, context) : 0),
      maxBatch: decodes ? Math.min(maxBatch, limits?.maxBatch ?? maxBatch, kvBatch) : 1,
    };
    if (!(worker.residence_s(1) > LEAST_RESIDENCE_S)) return Number.POSITIVE_INFINITY;
    return highestRate(worker, role === 'decode' ? undefined : sla.ttft, decodes ? sla.tpot : undefined);
  };
}

/** Requests that take no time at all put no bound on the rate. */
const LEAST_RESIDENCE_S = 1e-9;
const BISECTIONS = 24;
const LONGEST_QUEUE = 1000;

function highestRate(worker: Worker, ttft_s: number | undefined, itl_s: number | undefined): number {
  const serve = Array.from({ length: worker.maxBatch }, (_, i) => (i + 1) / worker.residence_s(i + 1));
  const keeps = (rate: number) => {
    const { wait_s, batch } = stationary(serve, rate);
    const ttftKept = ttft_s === undefined || wait_s + worker.prompt_s <= ttft_s;
    return ttftKept && (itl_s === undefined || worker.step_s(Math.max(1, batch)) <= itl_s);
  };
  let [low, high] = [0, Math.max(...serve)];
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (keeps(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Birth and death: arrivals at `rate`, service at `serve[n]` with n + 1 in the batch; a queue of a thousand is cut. */
function stationary(serve: readonly number[], rate: number): { readonly wait_s: number; readonly batch: number } {
  let sums: Sums = { weight: 1, total: 1, waiting: 0, served: 0, passing: 0 };
  for (let n = 1; n <= serve.length + LONGEST_QUEUE; n++) {
    const inBatch = Math.min(n, serve.length);
    const weight = (sums.weight * rate) / serve[inBatch - 1]!;
    sums = {
      weight,
      total: sums.total + weight,
      waiting: sums.waiting + weight * (n - inBatch),
      served: sums.served + weight * inBatch,
      passing: sums.passing + weight * serve[inBatch - 1]!,
    };
    if (weight < 1e-12 * sums.total) break;
    if (sums.total > 1e200) sums = scaled(sums, 1e-200);
  }
  const { total, waiting, served, passing } = sums;
  return { wait_s: passing > 0 ? waiting / passing : 0, batch: served / total };
}

interface Sums {
  readonly weight: number;
  readonly total: number;
  readonly waiting: number;
  readonly served: number;
  readonly passing: number;
}

/** Only ratios matter; kept away from overflow. */
function scaled({ weight, total, waiting, served, passing }: Sums, factor: number): Sums {
  return {
    weight: weight * factor,
    total: total * factor,
    waiting: waiting * factor,
    served: served * factor,
    passing: passing * factor,
  };
}
