/**
 * The prompts of one worker: who waits for its first chunk, which one is half computed, and what each gets of a step's budget.
 * At most one prompt is half computed at a time: a step gives it what is left of the budget before it takes another.
 */
import type { PrefillWork } from '../engine-model/index.js';
import { Deque } from './deque.js';
import type { EngineLimits } from './engine.js';
import type { KvMemory } from './kv-memory.js';
import { PromptStep } from './prompt-step.js';
import type { Sequence } from './sequence.js';

/** The prompts that a worker has to compute. */
export class PromptQueue<S extends Sequence> {
  private readonly step: PromptStep<S>;
  private readonly waiting = new Deque<S>();
  /** The prompt that is half computed. */
  private partial: S | undefined;
  private computed = 0;

  /** `onStarted` is told each prompt whose first chunk is in the step that is planned. */
  constructor(
    private readonly limits: EngineLimits,
    private readonly kv: KvMemory,
    private readonly decodesHere: boolean,
    private readonly onStarted: (sequence: S) => void,
  ) {
    this.step = new PromptStep<S>(decodesHere);
  }

  /** Prompts that wait for their first chunk. */
  get waitingCount(): number {
    return this.waiting.length;
  }

  /** Whether anybody could be in the next step. */
  get hasWork(): boolean {
    return this.partial !== undefined || this.waiting.length > 0;
  }

  /** Prompts in the batch: those that the step under way works on, and the half-computed one. */
  get size(): number {
    return this.step.chunks.length + (this.partial !== undefined && this.partial.chunk === 0 ? 1 : 0);
  }

  /** The prompts that the step under way works on. */
  get chunks(): readonly S[] {
    return this.step.chunks;
  }

  /** Their work in this step. */
  get work(): PrefillWork {
    return this.step.work;
  }

  /** A prompt waits behind all others. */
  push(sequence: S): void {
    this.waiting.push(sequence);
  }

  /** One that has lost its KV waits before all others. */
  unshift(sequence: S): void {
    this.waiting.unshift(sequence);
  }

  /**
   * Shares the budget of the step that begins: the half-computed prompt first, then, where it takes anybody in, those that wait
   * and fit, each on a seat.
   */
  plan(budget: number, seats: number, takesIn: boolean): void {
    let tokens = budget;
    let free = seats;
    if (this.partial && tokens > 0) tokens -= this.step.add(this.partial, tokens);
    while (takesIn && tokens > 0 && free > 0 && this.waiting.length > 0) {
      const taken = this.admit(this.waiting.peek()!, tokens);
      if (taken === 0) break;
      tokens -= taken;
      free--;
    }
    if (this.decodesHere && free <= 0 && this.waiting.length > 0) this.waiting.peek()!.stages.held.lackedRoom = true;
  }

  /** Seconds of the planned step where a warm worker takes `seconds`: the first prompts of a fresh one take longer. */
  warmUp(seconds: number): number {
    const { requests, factor } = this.limits.warmUp;
    if (this.computed >= requests) return seconds;
    for (const { stages } of this.step.chunks) stages.add('freshPrompt_s', seconds * (factor - 1));
    return seconds * factor;
  }

  /** The step has ended; returns the prompts that are computed to their ends by now. */
  endStep(): S[] {
    const complete: S[] = [];
    for (const sequence of this.step.chunks) {
      sequence.computed += sequence.chunk;
      sequence.chunk = 0;
      if (sequence.computed < sequence.target) continue;
      if (sequence === this.partial) this.partial = undefined;
      complete.push(sequence);
    }
    this.computed += complete.length;
    this.step.clear();
    return complete;
  }

  /** Takes the half-computed prompt out, if there is one. */
  takePartial(): S | undefined {
    const { partial } = this;
    this.partial = undefined;
    return partial;
  }

  /** Forgets prompts that nobody wants any more, and gives back what the half-computed one held. */
  removeUnwanted(): void {
    if (this.partial && !this.partial.isWanted) this.kv.release(this.takePartial()!);
    for (const sequence of this.waiting.clear()) if (sequence.isWanted) this.waiting.push(sequence);
  }

  /** Hands over those that wait and never had a step here; the others stay. */
  takeWaiting(): S[] {
    const all = this.waiting.clear();
    for (const sequence of all) if (sequence.preemptions > 0) this.waiting.push(sequence);
    return all.filter((sequence) => sequence.preemptions === 0);
  }

  /** Forgets everything. */
  clear(): void {
    this.waiting.clear();
    this.step.clear();
    this.partial = undefined;
  }

  /** Takes the head of the queue into this step if its KV and, unchunked, its length fit; returns the tokens given to it. */
  private admit(head: S, budget: number): number {
    const { kv, limits } = this;
    kv.reclaim();
    const hit = kv.lookUp(head);
    const rest = head.target - hit.tokens;
    if (!limits.chunkedPrefill && rest > budget && this.step.chunks.length > 0) return 0;
    const { request } = head;
    const tokens = kv.reservesFully ? request.inputTokens + request.outputTokens : head.target;
    if (!kv.admits(kv.claimOf(head, hit, tokens))) {
      head.stages.held.lackedRoom = true;
      return 0;
    }
    this.waiting.shift();
    if (head.preemptions === 0) head.cachedTokens = hit.tokens;
    head.computed = hit.tokens;
    kv.take(head, tokens);
    kv.reclaim();
    this.onStarted(head);
    if (limits.chunkedPrefill && rest > budget) this.partial = head;
    return this.step.add(head, limits.chunkedPrefill ? budget : rest);
  }
}
