/**
 * Load scaling by fixed thresholds (targets `throughput`, `latency`, `load`): one worker more when any engine is above,
 * one fewer when all are below. Prefill is judged by its queue, decode and aggregated workers by their KV cache.
 */
import type { ReasonCode, WorkerObservation } from '../../ports.js';
import type { OptimizationTarget, Side } from './config.js';
import type { Situation } from './situation.js';

/** A side's own verdict: a count where it wants one, and why. */
export interface Verdict {
  readonly desired?: number;
  readonly reason?: ReasonCode;
}

interface Thresholds {
  readonly up: number;
  readonly down: number;
  /** Whether being on a threshold counts as beyond it. */
  readonly upInclusive: boolean;
  readonly downInclusive: boolean;
}

/** Queued prompt tokens as a share of the context length. */
const PREFILL: Readonly<Record<'throughput' | 'latency', Thresholds>> = {
  throughput: { up: 1, down: 0.1, upInclusive: true, downInclusive: false },
  latency: { up: 0.1, down: 0, upInclusive: true, downInclusive: true },
};

/** KV tokens as a share of the cache. */
const DECODE: Readonly<Record<'throughput' | 'latency', Thresholds>> = {
  throughput: { up: 1, down: 0.6, upInclusive: false, downInclusive: false },
  latency: { up: 0.4, down: 0.1, upInclusive: false, downInclusive: false },
};

const NOT_KNOWN: Verdict = { reason: 'insufficient_data' };

/** What a side wants by the thresholds of the configured target. */
export function staticVerdict(situation: Situation, side: Side): Verdict {
  const { config } = situation.setting;
  const thresholds = thresholdsOf(situation, side, config.optimizationTarget);
  const unit = unitOf(situation, side);
  const workers = situation.workers[side];
  const ready = situation.ready[side];
  if (!thresholds || !unit || ready === 0 || workers.length === 0) return NOT_KNOWN;
  const loads = workers.map((worker) => loadOf(worker, side, config.mode === 'agg') / unit);
  return compare(situation, side, loads, thresholds);
}

function compare(situation: Situation, side: Side, loads: readonly number[], thresholds: Thresholds): Verdict {
  const ready = situation.ready[side];
  const { up, down, upInclusive, downInclusive } = thresholds;
  if (loads.some((load) => load > up || (upInclusive && load === up))) return { desired: ready + 1 };
  const allBelow = loads.every((load) => load < down || (downInclusive && load === down));
  if (!allBelow || (ready <= 1 && situation.pending[side] === 0)) return { reason: 'no_change' };
  const desired = Math.max(ready - 1, situation.setting.least[side]);
  return { desired: keepsPeersBelow(situation, desired, ready, loads, up) ? desired : ready };
}

/** Since 1.6: with the load of the one that goes on the others, nobody may reach the upper threshold. */
function keepsPeersBelow({ setting }: Situation, desired: number, ready: number, loads: readonly number[], up: number) {
  if (!setting.rules.checksConsolidation || desired <= 0 || desired >= ready) return true;
  return (Math.max(...loads) * ready) / desired < up;
}

function thresholdsOf({ setting }: Situation, side: Side, target: OptimizationTarget): Thresholds | undefined {
  if (target === 'throughput' || target === 'latency') return (side === 'prefill' ? PREFILL : DECODE)[target];
  const { config } = setting;
  const [up, down] =
    side === 'prefill'
      ? [config.prefillScaleUpQueueTokens, config.prefillScaleDownQueueTokens]
      : [percent(config.decodeScaleUpKvRate), percent(config.decodeScaleDownKvRate)];
  return up === undefined || down === undefined ? undefined : { up, down, upInclusive: true, downInclusive: true };
}

function percent(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 100;
}

/** What loads are measured in: the context length, the KV cache, or for the target `load` on prefill plain tokens. */
function unitOf({ setting }: Situation, side: Side): number | undefined {
  if (side === 'decode') return setting.limits.decode?.maxKvTokens;
  return setting.config.optimizationTarget === 'load' ? 1 : setting.limits.prefill?.contextTokens;
}

function loadOf(worker: WorkerObservation, side: Side, aggregated: boolean): number {
  const queued = worker.queuedPrefillTokens ?? 0;
  if (side === 'prefill') return queued;
  return (worker.step?.decodeKvTokens ?? 0) + (worker.queuedDecodeKvTokens ?? 0) + (aggregated ? queued : 0);
}
