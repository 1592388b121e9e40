/** Why requests missed their promise: the names, in the order in which reports tell them (docs/reference/causes.md). */
import type { Role } from '../../../planner-core/index.js';
import type { RequestEnd } from '../../record/events.js';

/** What a miss is put down to, with what it says to a reader. */
export const MISS_CAUSES = {
  infeasible: 'not even an empty cluster keeps this promise',
  planner_late: 'capacity was ordered too late, too little, or not at all',
  cold_start: 'capacity was ordered but still starting',
  scale_down: 'capacity had just been given away, or work was cut off with it',
  fault: 'a worker died or was slow',
  routing: 'another worker had nothing to do',
  prefill_queue: 'waited for its prompt to begin',
  prefill_batch: 'its prompt shared steps with others',
  kv_wait: 'waited for KV room or a seat in a batch',
  transfer: 'its KV cache shared the link',
  decode_batch: 'its tokens shared steps with others',
  rejected: 'the frontend did not let it in',
  client: 'its client gave up before the promise was broken',
  run_end: 'the run ended before its promise was broken',
} as const;

/** A key of {@link MISS_CAUSES}, as records name it. */
export type MissCause = keyof typeof MISS_CAUSES;

/** What a request takes on an empty cluster of the fastest kind of worker; seconds. */
export interface UnloadedTimes {
  /** At the frontend, before the cluster's queue. */
  readonly overhead_s: number;
  readonly prefill_s: number;
  /** 0 in an aggregated cluster. */
  readonly transfer_s: number;
  /** The first decode step, where that gives the first token; else 0. */
  readonly firstStep_s: number;
  /** From the first token to the last. */
  readonly decode_s: number;
}

/** What causes are told from, beside a run's events. */
export interface CauseContext {
  unloaded(end: RequestEnd): UnloadedTimes;
  /** Who computes prompts and who decodes; the same role in an aggregated cluster. */
  readonly promptRole: Role;
  readonly decodeRole: Role;
  /** Seconds that a worker is expected to take from its order to its readiness. */
  readonly startup_s: Readonly<Partial<Record<Role, number>>>;
  /** Whether anybody may order workers while the run goes on. */
  readonly hasPlanner: boolean;
  /** When workers of a role were slowed by a fault. */
  readonly slowed: readonly { readonly role: Role; readonly from_s: number; readonly to_s: number }[];
}

/** The verdict on one miss. */
export interface Explanation {
  /** Without a {@link CauseContext}, the bounds that were missed or the status. */
  readonly cause: MissCause | (string & {});
  /** Of `planner_late`: seconds in which nothing, or too little, had been ordered since the pool fell short. */
  readonly late_s?: number;
}
