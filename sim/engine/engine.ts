/**
 * The door of an engine: one model replica that serves a continuous batch, as vLLM's scheduler does. A step computes one token
 * for each decoding sequence and, within a budget of tokens, chunks of prompts; running sequences come first, waiting ones
 * are taken in order while budget, seats and KV blocks last. When a decoding sequence finds no block, the one admitted last
 * is preempted: it loses its KV and waits at the front to be computed again.
 *
 * Two implementations tell the same events: the stepping engine does every step and is the readable reference; the leaping
 * engine, the default, goes from one change of the batch to the next.
 */
import type { EngineModel } from '../engine-model/index.js';
import type { KvMemory, KvOptions } from './kv-memory.js';
import type { Sequence } from './sequence.js';

/** What bounds a batch. */
export interface EngineLimits {
  /** Most sequences in the batch. */
  readonly maxBatch: number;
  /** Most tokens that one step computes. */
  readonly maxStepTokens: number;
  /** Whether a prompt may be computed over several steps; otherwise it takes one step whole, however long. */
  readonly chunkedPrefill: boolean;
  readonly kv: Omit<KvOptions, 'capacityTokens'>;
  /** Prompts of a fresh worker that take `factor` times as long. */
  readonly warmUp: { readonly requests: number; readonly factor: number };
}

/** What an engine tells its worker's pool; all but `started`, `tokens` and `tokenGaps` after the next step has begun. */
export interface EngineListener<S extends Sequence> {
  /** The first chunk of its prompt (again, after a preemption, of all its tokens) enters the step that begins now. */
  started(sequence: S): void;
  /** Its prompt is computed and it does not decode here; its KV is kept until `releaseKept`. */
  prefilled(sequence: S): void;
  /** The step that has ended gave it its first token here (its very first, unless it was lost elsewhere after some). */
  begun(sequence: S): void;
  /** It got its last token and has left the batch. */
  finished(sequence: S): void;
  /**
   * It has got tokens: `delivered` and `lastToken_s` are new. Told by engines that do every step, in the middle of one: what
   * listens must not call back.
   */
  readonly tokens?: ((sequence: S) => void) | undefined;
  /** See `RunSink.tokenGaps`. */
  tokenGaps(gap_s: number, requests: number, steps: number, increment_s: number): void;
  /** There may be room although nobody finished: a dropped sequence left, or the last that waited was taken. */
  eased(): void;
}

/** One worker's engine, as its pool sees it. */
export interface Engine<S extends Sequence> {
  readonly kv: KvMemory;
  /** Whether no step is under way. */
  readonly isIdle: boolean;
  /** Sequences in the batch, those that join at the next step included. */
  readonly size: number;
  readonly waitingCount: number;
  /** Takes a sequence whose prompt (all or the rest) must be computed here. */
  submit(sequence: S): void;
  /** Whether `reserve` may be called: a seat and room now, and nobody before it. */
  canReserve(sequence: S): boolean;
  /** Takes a seat and KV for a sequence that comes with its prompt computed. */
  reserve(sequence: S): void;
  /** The reserved sequence is here and decodes from the next step on. */
  join(sequence: S): void;
  /** Gives back the KV kept of a prompt that was computed for another worker. */
  releaseKept(sequence: S): void;
  /** Gives back seat and KV of a reserved sequence that will not come. */
  unreserve(sequence: S): void;
  /** Sequences whose clients have gone leave, at the end of the step under way. */
  dropUnwanted(): void;
  /** Hands over the sequences that wait for their first step, and forgets them. */
  takeWaiting(): S[];
  /** Stops at once; everything inside is lost. */
  stop(): void;
  /** Steps take this many times as long, from the next one on. */
  setPace(factor: number): void;
  /** Tells every gap of the steps that have ended by now. */
  sync(): void;
  /** Brings the sequences inside up to date: tokens delivered, time of the last. */
  settle(): void;
}

/** Steps simulated one by one, and steps that leaps took many at a time. */
export interface StepCount {
  single: number;
  leapt: number;
}

/** Makes the engine of one worker. `decodesHere`: whether a computed prompt stays to decode or leaves. */
export type EngineFactory<S extends Sequence> = (
  model: EngineModel,
  limits: EngineLimits,
  listener: EngineListener<S>,
  decodesHere: boolean,
) => Engine<S>;
