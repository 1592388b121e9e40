/**
 * llm-d's Workload Variant Autoscaler, saturation analyser: one worker more when the spare KV cache or queue of those that
 * are not saturated runs low, one fewer when the others could take over its load, nothing while workers start (llm-d
 * docs, "Saturation Analyzer", percentage-based).
 */
import type { Policy, ReasonCode, WorkerObservation } from '../ports.js';
import { type Bounds, type RoleStates, rolewise } from './parts/rolewise.js';

/** Settings of {@link wvaSaturation}. */
export interface WvaSaturationOptions {
  /** At or above either, a worker is saturated. */
  readonly kvThreshold: number;
  readonly queueThreshold: number;
  /** Less mean spare than either asks for another worker. */
  readonly kvSpare: number;
  readonly queueSpare: number;
  readonly bounds: Bounds;
}

/** The recommended thresholds. */
export const WVA_SATURATION_DEFAULTS: Omit<WvaSaturationOptions, 'bounds'> = {
  kvThreshold: 0.8,
  queueThreshold: 5,
  kvSpare: 0.1,
  queueSpare: 3,
};

interface WorkerLoad {
  readonly kv: number;
  readonly queue: number;
}

/** llm-d's saturation scaling: keeps spare KV and queue capacity. */
export function wvaSaturation(options: WvaSaturationOptions): Policy<RoleStates<null>> {
  return rolewise('wva-saturation', options.bounds, () => ({
    initialState: null,
    decide: (state, { role, workers, observation, note }) => {
      const loads = (observation.workersDetail?.[role] ?? []).map(loadOf).filter((load) => load !== undefined);
      if (loads.length === 0) return { state, count: workers.desired, reason: 'no_data' };
      const free = loads.filter(({ kv, queue }) => kv < options.kvThreshold && queue < options.queueThreshold);
      const kvSpare = mean(free.map(({ kv }) => options.kvThreshold - kv));
      const queueSpare = mean(free.map(({ queue }) => options.queueThreshold - queue));
      note('spare_kv_share', kvSpare);
      note('spare_queue_requests', queueSpare);
      const move = moveOf(options, free.length, kvSpare, queueSpare);
      const settling = workers.starting > 0 || workers.ready !== loads.length;
      if (move !== 0 && settling) return { state, count: workers.desired, reason: 'scaling_in_progress' };
      const reason: ReasonCode = move > 0 ? 'saturated' : move < 0 ? 'scale_down' : 'no_change';
      return { state, count: workers.desired + move, reason };
    },
  }));
}

function loadOf({ kvUsage, queuedRequests, queuedDecodeRequests }: WorkerObservation): WorkerLoad | undefined {
  return kvUsage === undefined || Number.isNaN(kvUsage)
    ? undefined
    : { kv: kvUsage, queue: (queuedRequests ?? 0) + (queuedDecodeRequests ?? 0) };
}

/** The mean load after a worker has gone is N ÷ (N − 1) of what it is; what is spare then must still be enough. */
function moveOf(options: WvaSaturationOptions, free: number, kvSpare: number, queueSpare: number): -1 | 0 | 1 {
  if (free === 0 || kvSpare < options.kvSpare || queueSpare < options.queueSpare) return 1;
  if (free < 2) return 0;
  const growth = free / (free - 1);
  const kvAfter = options.kvThreshold - (options.kvThreshold - kvSpare) * growth;
  const queueAfter = options.queueThreshold - (options.queueThreshold - queueSpare) * growth;
  return kvAfter >= options.kvSpare && queueAfter >= options.queueSpare ? -1 : 0;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
