/**
 * What both engines share: how a step begins and what happens when it ends, who joins and leaves the batch, whose KV goes where
 * and who must give it back when blocks run out. Who gets a chunk of the step is `PromptQueue`'s; how the decoding sequences
 * are kept and how far a step's event lies ahead is each engine's own.
 *
 * Hot, and so one class: its parts call each other in every step and share the sums over the batch.
 */
import type { EventKind, Kernel } from '../core/kernel.js';
import type { EngineModel } from '../engine-model/index.js';
import type { Engine, EngineLimits, EngineListener, StepCount } from './engine.js';
import { type GrowingBlocks, KvMemory } from './kv-memory.js';
import { PromptQueue } from './prompt-queue.js';
import type { Sequence } from './sequence.js';

/** An engine but for how it keeps its decoding sequences and how it goes from step to step. */
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
  protected readonly prompts: PromptQueue<S>;
  /** Prompts that the step which has ended computed for other workers. */
  private prefilled: S[] = [];
  /** Seats promised to sequences that are on their way. */
  private reserved = 0;
  private hasDropped = false;
  private admitted = 0;

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
    this.prompts = new PromptQueue<S>(limits, this.kv, decodesHere, (sequence) => listener.started(sequence));
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
    return this.decoding + this.joining.length + this.prompts.size;
  }

  get waitingCount(): number {
    return this.prompts.waitingCount;
  }

  submit(sequence: S): void {
    sequence.target = sequence.request.inputTokens + sequence.delivered;
    sequence.computed = 0;
    this.prompts.push(sequence);
    if (!this.isStepping) this.begin();
    else if (this.waitingCount === 1) {
      if (this.hasSeat) this.cut();
      else if (this.decodesHere) sequence.stages.held.lackedRoom = true;
    }
  }

  canReserve(sequence: S): boolean {
    if (this.waitingCount > 0 || !this.hasSeat) return false;
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
    if (this.waitingCount === 0) return;
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
    return this.prompts.takeWaiting();
  }

  stop(): void {
    this.isStepping = false;
    this.joining = [];
    this.prompts.clear();
  }

  setPace(factor: number): void {
    if (this.isStepping) this.cut();
    this.pace = factor;
  }

  /** The prompt, what it has got and the token that comes with it; or its whole life. */
  private tokensToReserve({ request, delivered }: S): number {
    return request.inputTokens + (this.kv.reservesFully ? request.outputTokens : delivered + 1);
  }

  private get freeSeats(): number {
    return this.limits.maxBatch - this.size - this.reserved;
  }

  private get hasSeat(): boolean {
    return this.freeSeats > 0;
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
    const hadWaiting = this.waitingCount > 0;
    if (!this.isStepping) this.beginStep();
    if (hadWaiting && this.waitingCount === 0) this.listener.eased();
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
    if (this.prompts.hasWork) {
      this.prompts.plan(this.limits.maxStepTokens - this.decoding, this.freeSeats, !this.holdsBack);
    }
    if (this.prompts.chunks.length > 0) this.scheduleChunkedStep(this.chunkedStepSeconds());
    else if (this.decoding > 0) this.scheduleDecoding();
    else return;
    this.isStepping = true;
  }

  /** Ends a step in which decoding sequences got their first (`begun`) or last (`finished`) token. */
  protected endStep(begun: S[], finished: S[]): void {
    for (const sequence of finished) this.kv.release(sequence);
    const { prefilled } = this;
    if (this.prompts.chunks.length > 0) this.endPrompts(begun, finished);
    const { hasDropped } = this;
    const hadWaiting = this.waitingCount > 0;
    this.beginStep();
    if (prefilled.length > 0) {
      this.prefilled = [];
      for (const sequence of prefilled) this.listener.prefilled(sequence);
    }
    // the client of one that was dropped in this step has heard the end of it already
    for (const sequence of begun) if (!hasDropped || sequence.isWanted) this.listener.begun(sequence);
    for (const sequence of finished) if (!hasDropped || sequence.isWanted) this.listener.finished(sequence);
    if (hasDropped || (hadWaiting && this.waitingCount === 0)) this.listener.eased();
  }

  private endPrompts(begun: S[], finished: S[]): void {
    for (const sequence of this.prompts.endStep()) {
      if (!sequence.isWanted) this.kv.release(sequence);
      else if (this.decodesHere) this.deliverFromPrompt(sequence, begun, finished);
      else this.keepForOther(sequence);
    }
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
    this.prompts.removeUnwanted();
    this.hasDropped = false;
  }

  /** Preempts, last admitted first, until every decoding sequence has the block for its next token. */
  private preemptUntilFit(): boolean {
    let preempted = false;
    while (this.decoding > 0 && !this.kv.fits(0)) {
      const partial = this.prompts.takePartial();
      const victim = partial ?? lastAdmitted(this.decoders());
      if (!partial) this.unseat(victim);
      this.kv.release(victim);
      victim.preemptions++;
      if (victim.delivered > 0) victim.stoppedAt_s ??= this.kernel.now;
      victim.computed = 0;
      victim.target = victim.request.inputTokens + victim.delivered;
      this.prompts.unshift(victim);
      preempted = true;
    }
    return preempted;
  }

  private chunkedStepSeconds(): number {
    const { work } = this.prompts;
    return this.prompts.warmUp(this.model.mixedStepSeconds(work, this.decoding, this.contextTokens) * this.pace);
  }
}

function lastAdmitted<S extends Sequence>(sequences: readonly S[]): S {
  return sequences.reduce((last, sequence) => (sequence.order > last.order ? sequence : last));
}
