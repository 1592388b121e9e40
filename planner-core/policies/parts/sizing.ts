/**
 * What one worker of a role serves within its latency target, read off the measured profile: the µ of "replicas = λ/µ".
 * No queueing is in it; a policy that wants room for queues adds it.
 */

import type { Load } from '../../forecast/load-forecast.js';
import { bestThroughput, decodeGrid, prefillCurves } from '../../interpolate/index.js';
import type { PolicyContext, PoolContext, Role } from '../../ports.js';
import type { RequestShape } from './read.js';

/** Requests per second that one worker serves, for requests of this shape; 0 where the target cannot be kept. */
export type ServiceRate = (shape: RequestShape) => number;

const NO_TARGET_S = Number.MAX_VALUE;

/** An aggregated worker shares its time between both stages: its rate is the harmonic sum of theirs. */
export function serviceRate(role: Role, pool: PoolContext, { sla }: PolicyContext): ServiceRate {
  if (role === 'prefill') return prefillRate(pool);
  if (role === 'decode') return decodeRate(pool, sla.tpot);
  const [prefill, decode] = [prefillRate(pool), decodeRate(pool, sla.tpot)];
  return (shape) => {
    const seconds = 1 / prefill(shape) + 1 / decode(shape);
    return Number.isFinite(seconds) ? 1 / seconds : 0;
  };
}

function prefillRate({ profile }: PoolContext): ServiceRate {
  const curves = prefillCurves(profile.prefill);
  return ({ isl }) => {
    if (isl <= 0) return Number.POSITIVE_INFINITY;
    return positive((curves.tokensPerSecondPerGpu(isl) * profile.gpusPerWorker) / isl);
  };
}

function decodeRate({ profile }: PoolContext, target_s: number | undefined): ServiceRate {
  const grid = decodeGrid(profile.decode);
  return ({ isl, osl }) => {
    if (osl <= 0) return Number.POSITIVE_INFINITY;
    const best = bestThroughput(grid, target_s ?? NO_TARGET_S, isl + osl / 2);
    return positive((best.tokensPerSecondPerGpu * profile.gpusPerWorker) / osl);
  };
}

function positive(rate: number): number {
  return Number.isFinite(rate) ? Math.max(0, rate) : 0;
}

/** ⌈λ/µ⌉ workers for this many requests in this time; 0 for none, infinity where one worker serves nothing. */
export function workersFor(rate: ServiceRate, load: Load, seconds: number): number {
  if (!(load.requests > 0)) return 0;
  return Math.ceil(load.requests / seconds / rate(load));
}
