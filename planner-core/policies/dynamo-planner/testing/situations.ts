/** What a tick knows, told in few words: two pools of one GPU a worker, a cache of 100,000 tokens, contexts of 10,000. */
import type { WorkerObservation } from '../../../ports.js';
import { engineStep } from '../../../testing/index.js';
import { TickNotes } from '../../tick-notes.js';
import type { Pair } from '../budget.js';
import { DYNAMO_PLANNER_DEFAULTS, type DynamoPlannerConfig, leastOf, PLANNER_RELEASES, type Side } from '../config.js';
import type { Models, Setting, Situation } from '../situation.js';

/** Both kinds of scaling may run; twenty GPUs. */
export const CONFIG: DynamoPlannerConfig = { ...DYNAMO_PLANNER_DEFAULTS, enableLoadScaling: true, maxGpuBudget: 20 };

const LIMITS: NonNullable<Setting['limits'][Side]> = {
  maxBatchedTokens: 8192,
  maxBatch: 64,
  contextTokens: 10_000,
  maxKvTokens: 100_000,
};

export const pair = (prefill: number, decode: number): Pair => ({ prefill, decode });

/** A setting of this configuration. */
export function settingWith(config: Partial<DynamoPlannerConfig> = {}, more: Partial<Setting> = {}): Setting {
  const whole = { ...CONFIG, ...config };
  return {
    config: whole,
    rules: PLANNER_RELEASES[whole.release],
    least: leastOf(whole),
    gpus: pair(1, 1),
    limits: { prefill: LIMITS, decode: LIMITS },
    ...more,
  };
}

export interface SituationChoice {
  readonly config?: Partial<DynamoPlannerConfig>;
  readonly setting?: Partial<Setting>;
  readonly ready?: Pair;
  readonly pending?: Pair;
  readonly floor?: Pair;
  readonly scaling?: Situation['scaling'];
  readonly prefill?: readonly WorkerObservation[];
  readonly decode?: readonly WorkerObservation[];
  readonly models?: Models;
  readonly kvHitRate?: number;
  readonly acceptLength?: number;
}

/** Two workers each that are ready, none on the way, nobody who reports, floors of one. */
export function situationWith(choice: SituationChoice = {}): Situation {
  const { pending = pair(0, 0) } = choice;
  return {
    setting: settingWith(choice.config, choice.setting),
    ready: choice.ready ?? pair(2, 2),
    pending,
    scaling: choice.scaling ?? { prefill: pending.prefill > 0, decode: pending.decode > 0 },
    workers: { prefill: choice.prefill ?? [], decode: choice.decode ?? [] },
    models: choice.models ?? {},
    floor: choice.floor ?? pair(1, 1),
    kvHitRate: choice.kvHitRate,
    acceptLength: choice.acceptLength ?? 1,
    notes: new TickNotes(),
  };
}

/** A prefill worker for each of these queues of prompt tokens. */
export function queued(...tokens: number[]): WorkerObservation[] {
  return tokens.map((queuedPrefillTokens, i) => ({ id: String(i), queuedPrefillTokens }));
}

/** A decode worker for each of these numbers of KV tokens. */
export function holding(...tokens: number[]): WorkerObservation[] {
  return tokens.map((decodeKvTokens, i) => ({ id: String(i), step: engineStep({ decodeKvTokens }) }));
}
