/**
 * What both engines share: the queue of a worker, who is taken into the next step, whose KV goes where, what happens when a
 * step ends. How the decoding sequences are kept and how far a step's event lies ahead is each engine's own.
 *
 * At most one prompt is half computed at a time: a step gives it what is left of the budget before it takes another.
 */
import type { EventKind, Kernel } from '../core/kernel.js';
import type { EngineModel } from '../engine-model/index.js';
import { Deque } from './deque.js';
import type { Engine, EngineLimits, EngineListener, StepCount } from './engine.js';
import { type GrowingBlocks, KvMemory } from './kv-memory.js';
import { PromptStep } from './prompt-step.js';
import type { Sequence } from './sequence.js';

export abstract class BatchingEngine<S extends Sequence> implements Engine<S>, GrowingBlocks {
  readonly kv: KvMemory;
  protected stepStart_s = 0;
  /** Whether a step is under way. */
  protected isStepping = false;
  /** A step begins at this instant, once everybody who comes in it is here. */
  private isBeginning = false;
  protected pace = 1;
  /** This step took nobody in because it had to preempt; the next one may. */
  protected holdsBack = false;
  /** Tokens in the contexts of the decoding sequences, and those of them that are shared KV blocks. */
  protected contextTokens = 0;
  protected sharedBlocks = 0;
  /** Computed elsewhere, here from the next step on. */
  protected joining: S[] = [];
  /** The prompts that the step under way works on. */
  protected readonly prompts: PromptStep<S>;
  /** Prompts that the step which has ended computed for other workers. */
  private prefilled: S[] = [];
  private readonly waiting = new Deque<S>();
  /** The prompt that is half computed. */
  private partial: S | undefined;
  /** Seats promised to sequences that are on their way. */
  private reserved = 0;
  private hasDropped = false;
  private admitted = 0;
  private promptsDone = 0;

  constructor(
    protected readonly kernel: Kernel,
    protected readonly model: EngineModel,
    protected readonly limits: EngineLimits,
    protected readonly listener: EngineListener<S>,
    private readonly decodesHere: boolean,
    private readonly beginKind: EventKind<BatchingEngine<S>>,
    /** Counts for all engines of the run. */
    protected readonly steps: StepCount,
  ) {
    this.kv = new KvMemory({ ...limits.kv, capacityTokens: model.kvCapacityTokens }, this);
    this.prompts = new PromptStep<S>(decodesHere);
  }

  /** Decoding sequences in the batch. */
  protected abstract readonly decoding: number;
  /** Adds one whose context and delivered tokens are up to date. */
  protected abstract seat(sequence: S): void;
  /** Takes out one of the decoding sequences, brought up to date. */
  protected abstract unseat(sequence: S): void;
  protected abstract decoders(): readonly S[];
  abstract decodeBlocks(): number;
  abstract decodeBlocksBound(): number;
  /** Schedules the end of a step that has chunks, or of a run of steps that have none. */
  protected abstract scheduleChunkedStep(seconds: number): void;
  protected abstract scheduleDecoding(): void;
  /** Makes the run of steps under way end with the step under way. */
  protected abstract cut(): void;
  abstract sync(): void;
  abstract settle(): void;

  get hasNoDecoding(): boolean {
    return this.decoding === 0;
  }

  get isIdle(): boolean {
    return !this.isStepping;
  }

  get size(): number {
    return this.decoding + this.joining.length + this.prompts.chunks.length + (this.isPartialIdle ? 1 : 0);
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  submit(sequence: S): void {
    sequence.target = sequence.request.inputTokens + sequence.delivered;
    sequence.computed = 0;
    this.waiting.push(sequence);
    if (!this.isStepping) this.begin();
    else if (this.waiting.length === 1) {
      if (this.hasSeat) this.cut();
      else if (this.decodesHere) sequence.stages.held.lackedRoom = true;
    }
  }

  canReserve(sequence: S): boolean {
    if (this.waiting.length > 0 || !this.hasSeat) return false;
    return this.kv.admits(this.kv.blocksFor(this.tokensToReserve(sequence)));
  }

  reserve(sequence: S): void {
    this.kv.reclaim();
    this.kv.take(sequence, this.tokensToReserve(sequence));
    this.kv.reclaim();
    this.reserved++;
    // the run under way counted on these blocks
    if (this.isStepping && this.decodeBlocksBound() > this.kv.unclaimed) this.cut();
  }

  join(sequence: S): void {
    this.reserved--;
    this.joining.push(sequence);
    if (this.isStepping) this.cut();
    else this.begin();
  }

  releaseKept(sequence: S): void {
    this.kv.reclaim();
    this.kv.releaseKept(sequence);
    this.wake();
  }

  unreserve(sequence: S): void {
    this.reserved--;
    this.kv.reclaim();
    this.kv.release(sequence);
    this.wake();
  }

  /** KV has come free: whoever waits may fit now. */
  private wake(): void {
    if (this.waiting.length === 0) return;
    if (this.isStepping) this.cut();
    else this.begin();
  }

  dropUnwanted(): void {
    this.hasDropped = true;
    if (this.isStepping) {
      this.cut();
      return;
    }
    this.beginStep();
    this.listener.eased();
  }

  takeWaiting(): S[] {
    const all = this.waiting.clear();
    for (const sequence of all) if (sequence.preemptions > 0) this.waiting.push(sequence);
    return all.filter((sequence) => sequence.preemptions === 0);
  }

  stop(): void {
    this.isStepping = false;
    this.waiting.clear();
    this.joining = [];
    this.prompts.clear();
    this.partial = undefined;
  }

  setPace(factor: number): void {
    if (this.isStepping) this.cut();
    this.pace = factor;
  }

  /** The prompt, what it has got and the token that comes with it; or its whole life. */
  private tokensToReserve({ request, delivered }: S): number {
    return request.inputTokens + (this.kv.reservesFully ? request.outputTokens : delivered + 1);
  }

  private get hasSeat(): boolean {
    return this.size + this.reserved < this.limits.maxBatch;
  }

  private get isPartialIdle(): boolean {
    return this.partial !== undefined && this.partial.chunk === 0;
  }

  /** An idle engine's next step: at once, or after the other events of this instant. */
  private begin(): void {
    if (this.isBeginning) return;
    if (this.kernel.nextTime > this.kernel.now) {
      this.beginStep();
      return;
    }
    this.isBeginning = true;
    this.kernel.at(this.kernel.now, this.beginKind, this);
  }

  /** The event of a step that waited for the others of its instant. */
  endWait(): void {
    this.isBeginning = false;
    const hadWaiting = this.waiting.length > 0;
    if (!this.isStepping) this.beginStep();
    if (hadWaiting && this.waiting.length === 0) this.listener.eased();
  }

  /** Begins the next step, or falls idle. */
  protected beginStep(): void {
    this.isStepping = false;
    this.stepStart_s = this.kernel.now;
    if (this.hasDropped) this.removeDropped();
    if (this.joining.length > 0) {
      for (const sequence of this.joining) this.startDecoding(sequence);
      this.joining.length = 0;
    }
    const preempted = !this.kv.reservesFully && this.preemptUntilFit();
    this.holdsBack = preempted && this.decoding > 0;
    this.planChunks();
    if (this.prompts.chunks.length > 0) this.scheduleChunkedStep(this.chunkedStepSeconds());
    else if (this.decoding > 0) this.scheduleDecoding();
    else return;
    this.isStepping = true;
  }

  /** Ends a step in which decoding sequences got their first (`begun`) or last (`finished`) token. */
  protected endStep(begun: S[], finished: S[]): void {
    for (const sequence of finished) this.kv.release(sequence);
    const { prefilled } = this;
    for (const sequence of this.prompts.chunks) this.endChunk(sequence, begun, finished);
    this.prompts.clear();
    const { hasDropped } = this;
    const hadWaiting = this.waiting.length > 0;
    this.beginStep();
    if (prefilled.length > 0) {
      this.prefilled = [];
      for (const sequence of prefilled) this.listener.prefilled(sequence);
    }
    // the client of one that was dropped in this step has heard the end of it already
    for (const sequence of begun) if (!hasDropped || sequence.isWanted) this.listener.begun(sequence);
    for (const sequence of finished) if (!hasDropped || sequence.isWanted) this.listener.finished(sequence);
    if (hasDropped || (hadWaiting && this.waiting.length === 0)) this.listener.eased();
  }

  private endChunk(sequence: S, begun: S[], finished: S[]): void {
    sequence.computed += sequence.chunk;
    sequence.chunk = 0;
    if (sequence.computed < sequence.target) return;
    this.promptsDone++;
    if (sequence === this.partial) this.partial = undefined;
    if (!sequence.isWanted) this.kv.release(sequence);
    else if (this.decodesHere) this.deliverFromPrompt(sequence, begun, finished);
    else this.keepForOther(sequence);
  }

  private keepForOther(sequence: S): void {
    this.kv.keep(sequence);
    this.prefilled.push(sequence);
  }

  /** The step that computes a prompt to its end gives the next token too. */
  private deliverFromPrompt(sequence: S, begun: S[], finished: S[]): void {
    const now_s = this.kernel.now;
    if (!sequence.hasBegun) begun.push(sequence);
    sequence.hasBegun = true;
    if (sequence.delivered === 0) sequence.firstToken_s = now_s;
    else this.listener.tokenGaps(now_s - sequence.lastToken_s!, 1, 1, 0);
    if (sequence.stoppedAt_s !== undefined) sequence.resume(now_s);
    sequence.lastToken_s = now_s;
    sequence.delivered++;
    this.listener.tokens?.(sequence);
    if (sequence.delivered < sequence.request.outputTokens) {
      this.startDecoding(sequence);
    } else {
      this.kv.release(sequence);
      finished.push(sequence);
    }
  }

  private startDecoding(sequence: S): void {
    if (!this.kv.reservesFully) this.kv.letGrow(sequence);
    sequence.hasBegun ||= sequence.delivered > 0;
    sequence.joinDelivered = sequence.delivered;
    sequence.joinContext = sequence.request.inputTokens + sequence.delivered;
    sequence.order = this.admitted++;
    this.contextTokens += sequence.joinContext;
    this.sharedBlocks += this.kv.sharedOf(sequence);
    this.seat(sequence);
  }

  /** Takes a decoding sequence out of the sums. `context`: its tokens now. */
  protected leaveSums(sequence: S, context: number): void {
    this.contextTokens -= context;
    this.sharedBlocks -= this.kv.sharedOf(sequence);
    if (this.decoding === 0) {
      this.contextTokens = 0; // no rounding is carried from one busy period to the next
      this.sharedBlocks = 0;
    }
  }

  private removeDropped(): void {
    const gone = this.decoders().filter((candidate) => !candidate.isWanted);
    for (const sequence of gone.sort((a, b) => a.order - b.order)) {
      this.unseat(sequence);
      this.kv.release(sequence);
    }
    for (const sequence of this.joining) if (!sequence.isWanted) this.kv.release(sequence);
    this.joining = this.joining.filter((sequence) => sequence.isWanted);
    if (this.partial && !this.partial.isWanted) {
      this.kv.release(this.partial);
      this.partial = undefined;
    }
    for (const sequence of this.waiting.clear()) if (sequence.isWanted) this.waiting.push(sequence);
    this.hasDropped = false;
  }

  /** Preempts, last admitted first, until every decoding sequence has the block for its next token. */
  private preemptUntilFit(): boolean {
    let preempted = false;
    while (this.decoding > 0 && !this.kv.fits(0)) {
      const victim = this.partial ?? lastAdmitted(this.decoders());
      if (victim === this.partial) this.partial = undefined;
      else this.unseat(victim);
      this.kv.release(victim);
      victim.preemptions++;
      if (victim.delivered > 0) victim.stoppedAt_s ??= this.kernel.now;
      victim.computed = 0;
      victim.target = victim.request.inputTokens + victim.delivered;
      this.waiting.unshift(victim);
      preempted = true;
    }
    return preempted;
  }

  /** Shares the step's budget: the half-computed prompt first, then those that wait and fit. */
  private planChunks(): void {
    let budget = this.limits.maxStepTokens - this.decoding;
    if (this.partial && budget > 0) budget -= this.prompts.add(this.partial, budget);
    while (!this.holdsBack && budget > 0 && this.waiting.length > 0 && this.hasSeat) {
      const head = this.waiting.peek()!;
      const taken = this.admit(head, budget);
      if (taken === 0) break;
      budget -= taken;
    }
    if (this.decodesHere && this.waiting.length > 0 && !this.hasSeat)
      this.waiting.peek()!.stages.held.lackedRoom = true;
  }

  /** Takes the head of the queue into this step if its KV and, unchunked, its length fit; returns the tokens given to it. */
  private admit(head: S, budget: number): number {
    const { kv, limits } = this;
    this.kv.reclaim();
    const hit = kv.lookUp(head);
    const rest = head.target - hit.tokens;
    if (!limits.chunkedPrefill && rest > budget && this.prompts.chunks.length > 0) return 0;
    const { request } = head;
    const tokens = kv.reservesFully ? request.inputTokens + request.outputTokens : head.target;
    if (!this.kv.admits(kv.claimOf(head, hit, tokens))) {
      head.stages.held.lackedRoom = true;
      return 0;
    }
    this.waiting.shift();
    if (head.preemptions === 0) head.cachedTokens = hit.tokens;
    head.computed = hit.tokens;
    kv.take(head, tokens);
    this.kv.reclaim();
    this.listener.started(head);
    if (limits.chunkedPrefill && rest > budget) this.partial = head;
    return this.prompts.add(head, limits.chunkedPrefill ? budget : rest);
  }

  private chunkedStepSeconds(): number {
    const seconds = this.model.mixedStepSeconds(this.prompts.work, this.decoding, this.contextTokens) * this.pace;
    const { warmUp } = this.limits;
    if (this.promptsDone >= warmUp.requests) return seconds;
    for (const { stages } of this.prompts.chunks) stages.add('freshPrompt_s', seconds * (warmUp.factor - 1));
    return seconds * warmUp.factor;
  }
}

function lastAdmitted<S extends Sequence>(sequences: readonly S[]): S {
  return sequences.reduce((last, sequence) => (sequence.order > last.order ? sequence : last));
}
