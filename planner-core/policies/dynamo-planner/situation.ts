/** What one tick knows before it decides, gathered from the observation and the state. */
import type { EngineModel } from '../../perf-model/index.js';
import type { EngineLimits, Observation, WorkerObservation } from '../../ports.js';
import type { TickNotes } from '../tick-notes.js';
import type { Pair } from './budget.js';
import type { DynamoPlannerConfig, PlannerRules, Side } from './config.js';

/** What does not change during a run. */
export interface Setting {
  readonly config: DynamoPlannerConfig;
  readonly rules: PlannerRules;
  readonly least: Pair;
  /** GPUs of a worker; 0 for a side that is not planned. */
  readonly gpus: Pair;
  readonly limits: Readonly<Partial<Record<Side, EngineLimits & { readonly maxKvTokens?: number }>>>;
}

/** The engine models of the sides that have one. */
export type Models = Readonly<Partial<Record<Side, EngineModel>>>;

/** What one tick knows. */
export interface Situation {
  readonly setting: Setting;
  /** Workers that serve. */
  readonly ready: Pair;
  /** Workers on their way, where nothing drains: a scale-up that may be cut back. */
  readonly pending: Pair;
  /** Whether a side's workers are not yet those ordered. */
  readonly scaling: Readonly<Record<Side, boolean>>;
  readonly workers: Readonly<Record<Side, readonly WorkerObservation[]>>;
  readonly models: Models;
  /** Floors that throughput scaling has set for load scaling. */
  readonly floor: Pair;
  readonly kvHitRate?: number | undefined;
  readonly acceptLength: number;
  readonly notes: TickNotes;
}

/** What scaling asks for; a side that is absent has no say. */
export interface Proposal {
  readonly prefill?: number | undefined;
  readonly decode?: number | undefined;
}

/** The worker counts, as far as the observation tells them. An aggregated pool counts as decode. */
export function inventory(observation: Observation, { config, rules }: Setting) {
  const { workers } = observation;
  const prefill = config.mode === 'agg' ? undefined : workers.prefill;
  const decode = config.mode === 'agg' ? workers.aggregated : workers.decode;
  const drains = (prefill?.draining ?? 0) + (decode?.draining ?? 0) > 0;
  const pending =
    rules.cutsStartup && !drains
      ? { prefill: prefill?.starting ?? 0, decode: decode?.starting ?? 0 }
      : { prefill: 0, decode: 0 };
  return {
    ready: { prefill: prefill?.ready ?? 0, decode: decode?.ready ?? 0 },
    pending,
    scaling: { prefill: isScaling(prefill), decode: isScaling(decode) },
  };
}

function isScaling(counts: { readonly starting: number; readonly draining: number } | undefined): boolean {
  return counts !== undefined && counts.starting + counts.draining > 0;
}

/** A scale-up under way anywhere lets load scaling go on, but only downwards. */
export function isStarting({ pending }: Situation): boolean {
  return pending.prefill > 0 || pending.decode > 0;
}

/** Whether a side's rollout keeps load scaling from it. */
export function isBlocked(situation: Situation, side: Side): boolean {
  return situation.scaling[side] && !isStarting(situation);
}
