/**
 * The lines of `observations.jsonl`: what a planner saw and decided, in full precision, so that its decisions can be repeated. JSON
 * knows no NaN; such a number stands as a text.
 */
import type { Role, WorkerCounts } from '../../planner-core/index.js';
import type { TickEvent } from './events.js';

/** The planner begins. Not `resumed`: it remembers nothing, and is told these counts as those of the start. */
export interface StartEntry {
  readonly time_s: number;
  readonly resumed: boolean;
  readonly replicas: Readonly<Partial<Record<Role, number>>>;
  /** Tells which configuration decided; absent in a simulated run, whose `run.json` tells. */
  readonly key?: string;
}

/** A tick. `held`: what was seen is not enough to decide on, so the policy was not asked. */
export type TickEntry = TickEvent & { readonly held?: true };

/** The workers there are, told when that changed. */
export interface WorkersEntry {
  readonly time_s: number;
  readonly counts: Readonly<Partial<Record<Role, WorkerCounts>>>;
}

/** One line; its only key says what it is. */
export type ObservationEntry =
  | { readonly start: StartEntry }
  | { readonly tick: TickEntry }
  | { readonly workers: WorkersEntry };

/** JSON in which every number comes back as it was. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
  );
}

const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Reads what {@link exactJson} wrote. Throws a SyntaxError. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_key, inner: unknown) =>
    typeof inner === 'string' && Object.hasOwn(NOT_FINITE, inner) ? NOT_FINITE[inner] : inner,
  );
}
