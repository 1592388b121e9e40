/**
 * The engine that runs by default: from one change of the batch to the next. Between two changes nothing is decided, so the
 * run of steps in between is one event whose time has a closed form; whatever may change the batch cuts the run at the end of
 * the step it falls into. A step with chunks of prompts is a run of its own. Tells the same events as the stepping engine,
 * which is its reference.
 *
 * Where KV blocks grow with the tokens, a run must not pass the step at which they run out. The number of blocks is at most
 * tokens ÷ block size + sequences, so that bound decides, and only near the limit are the blocks counted.
 *
 * Hot, and so in one piece: every change of every batch passes through here.
 */
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { type PieceVisitor, runSeconds, stepsToReach, visitPieces } from '../engine-model/index.js';
import { BatchingEngine } from './batching.js';
import type { EngineFactory, StepCount } from './engine.js';
import { FinishHeap } from './finish-heap.js';
import { contextAfter, deliveredAfter, stepsOfRoom, stepsToFinish, tokensTogether } from './progress.js';
import type { Sequence } from './sequence.js';

/** A run of steps under way; `end_s` is its event's, which a cut makes stale. */
interface Run<S extends Sequence> {
  readonly engine: LeapingEngine<S>;
  steps: number;
  readonly end_s: number;
}

/** Defines the run's event once for a simulation; the returned function makes the engine of one worker. */
export function leapingEngine<S extends Sequence>(kernel: Kernel, steps: StepCount): EngineFactory<S> {
  const kind = kernel.define<Run<S>>(PRIORITY.workEnd, (run) => run.engine.end(run));
  const begin = kernel.define<BatchingEngine<S>>(PRIORITY.stepBegin, (engine) => engine.endWait());
  return (model, limits, listener, decodesHere) => {
    const engine = new LeapingEngine<S>(kernel, model, limits, listener, decodesHere, begin, steps);
    engine.kind = kind;
    return engine;
  };
}

class LeapingEngine<S extends Sequence> extends BatchingEngine<S> {
  kind!: EventKind<Run<S>>;
  private readonly running = new FinishHeap<S>();
  /** Joined when the run began with a token of before: their first gap is their own. */
  private fresh: S[] = [];
  /** Steps done so far; `contextTokens` and `stepStart_s` are those of this step. */
  private step = 0;
  private run: Run<S> | undefined;
  private runPace = 1;

  protected get decoding(): number {
    return this.running.size;
  }

  protected seat(sequence: S): void {
    sequence.joinStep = this.step;
    sequence.finishStep = this.step + stepsToFinish(sequence, this.model.tokensPerStep);
    this.running.push(sequence);
    if (sequence.lastToken_s !== this.kernel.now) this.fresh.push(sequence);
  }

  protected unseat(sequence: S): void {
    this.running.remove(sequence);
    sequence.delivered = deliveredAfter(sequence, this.step, this.model.tokensPerStep);
    if (this.step > sequence.joinStep) sequence.lastToken_s = this.stepStart_s;
    if (this.fresh.length > 0) this.fresh = this.fresh.filter((other) => other !== sequence);
    this.leaveSums(sequence, this.contextOf(sequence));
  }

  protected decoders(): readonly S[] {
    return this.running.all();
  }

  decodeBlocks(): number {
    if (this.kv.reservesFully) return 0;
    this.sync();
    let blocks = 0;
    for (const sequence of this.running.all()) {
      blocks += this.kv.blocksFor(this.contextOf(sequence)) - this.kv.sharedOf(sequence);
    }
    return blocks;
  }

  decodeBlocksBound(): number {
    const steps = this.isStepping ? this.run!.steps : 0;
    return this.blocksBoundAfter(steps);
  }

  protected scheduleChunkedStep(seconds: number): void {
    this.steps.single++;
    this.runPace = this.pace;
    this.schedule(1, this.stepStart_s + seconds);
  }

  protected scheduleDecoding(): void {
    this.runPace = this.pace;
    // a first token is told when it comes, so its step is a run of its own
    const isSingle = this.holdsBack || this.fresh.some(({ delivered }) => delivered === 0);
    const steps = isSingle ? 1 : Math.min(this.running.nextFinish - this.step, this.stepsWithRoom());
    this.schedule(steps, this.stepStart_s + this.secondsOf(steps));
  }

  protected cut(): void {
    const run = this.run!;
    if (run.steps === 1) return;
    const elapsed_s = this.kernel.now - this.stepStart_s;
    let steps = Math.max(1, this.stepsReaching(elapsed_s, run.steps));
    if (steps === run.steps) return;
    let seconds = this.secondsOf(steps);
    // a step that ends now has ended before what cuts
    if (seconds <= elapsed_s) seconds = this.secondsOf(++steps);
    if (steps < run.steps) this.schedule(steps, this.stepStart_s + seconds);
  }

  sync(): void {
    if (!this.isStepping || this.run!.steps === 1) return;
    const run = this.run!;
    const elapsed_s = this.kernel.now - this.stepStart_s;
    const reached = this.stepsReaching(elapsed_s, run.steps);
    const isWhole = this.secondsOf(reached) <= elapsed_s;
    const done = Math.min(run.steps - 1, isWhole ? reached : reached - 1);
    if (done <= 0) return;
    this.deliver(done, this.stepStart_s + this.secondsOf(done));
    run.steps -= done;
  }

  settle(): void {
    this.sync();
    for (const sequence of this.running.all()) {
      sequence.delivered = deliveredAfter(sequence, this.step, this.model.tokensPerStep);
      if (this.step > sequence.joinStep) sequence.lastToken_s = this.stepStart_s;
    }
  }

  override stop(): void {
    super.stop();
    this.run = undefined;
  }

  end(run: Run<S>): void {
    if (run !== this.run) return;
    this.kv.reclaim();
    const begun: S[] = this.fresh.length > 0 ? this.takeBegun(run.end_s) : [];
    if (this.prompts.chunks.length > 0) this.deliverChunkedStep(run.end_s);
    else this.deliver(run.steps, run.end_s);
    const finished: S[] = [];
    while (this.running.size > 0 && this.running.nextFinish <= this.step) {
      const sequence = this.running.pop();
      sequence.delivered = sequence.request.outputTokens;
      sequence.lastToken_s = run.end_s;
      this.leaveSums(sequence, this.contextOf(sequence));
      finished.push(sequence);
    }
    this.endStep(begun, finished);
  }

  private schedule(steps: number, end_s: number): void {
    const run = { engine: this, steps, end_s: Math.max(this.kernel.now, end_s) };
    this.run = run;
    this.kernel.at(run.end_s, this.kind, run);
  }

  /** Steps for which the blocks certainly last; at least 1, for whose blocks room has been made. */
  private stepsWithRoom(): number {
    if (this.kv.reservesFully) return Number.POSITIVE_INFINITY;
    const { decoding, kv, model } = this;
    const safe = (blocks: number) => stepsOfRoom(kv.unclaimed - blocks, decoding, kv.blockTokens, model.tokensPerStep);
    const toFinish = this.running.nextFinish - this.step;
    const bySum = safe(this.blocksBoundAfter(0));
    return bySum >= toFinish ? toFinish : Math.max(1, safe(this.decodeBlocks()));
  }

  private blocksBoundAfter(steps: number): number {
    const { decoding } = this;
    if (this.kv.reservesFully || decoding === 0) return 0;
    const tokens = this.contextTokens + decoding * steps * this.model.tokensPerStep;
    return tokens / this.kv.blockTokens + decoding - this.sharedBlocks;
  }

  /** Tells the gaps of the next `steps` steps, none with chunks, and moves on to the end of the last, `end_s`. */
  private deliver(steps: number, end_s: number): void {
    const { size } = this.running;
    const { tokensPerStep } = this.model;
    if (tokensPerStep !== 1) this.tellTokensWithin(steps);
    let left = steps;
    if (this.fresh.length > 0) {
      this.tellFirstGaps(this.stepStart_s + this.secondsOf(1));
      this.contextTokens += size * tokensPerStep;
      left--;
    }
    visitPieces(this.stepTime(), this.contextTokens / size, tokensPerStep, left, this.tellPiece);
    this.contextTokens += size * left * tokensPerStep;
    this.steps.leapt += steps;
    this.step += steps;
    this.stepStart_s = end_s;
  }

  private deliverChunkedStep(end_s: number): void {
    const { size } = this.running;
    if (size > 0) {
      if (this.model.tokensPerStep !== 1) this.tellTokensWithin(1);
      this.tellFirstGaps(end_s);
      this.contextTokens += size * this.model.tokensPerStep;
    }
    this.step++;
    this.stepStart_s = end_s;
  }

  /** Those who get their first token in the step that ends at `end_s`; their first gap comes later. */
  private takeBegun(end_s: number): S[] {
    const begun = this.fresh.filter(({ delivered }) => delivered === 0);
    for (const sequence of begun) {
      sequence.firstToken_s = end_s;
      sequence.delivered = 1;
      sequence.hasBegun = true;
    }
    return begun;
  }

  private readonly tellPiece: PieceVisitor = (first_s, increment_s, steps) =>
    this.listener.tokenGaps(first_s * this.runPace, this.running.size, steps, increment_s * this.runPace);

  /** The gaps that one step ends at `end_s`. */
  private tellFirstGaps(end_s: number): void {
    const continuing = this.running.size - this.fresh.length;
    for (const { lastToken_s } of this.fresh) {
      if (lastToken_s !== undefined) this.listener.tokenGaps(end_s - lastToken_s, 1, 1, 0);
    }
    if (this.fresh.length > 0) this.fresh = [];
    if (continuing > 0) this.listener.tokenGaps(end_s - this.stepStart_s, continuing, 1, 0);
  }

  /** Tokens that come together with another of the same step have a gap of 0. */
  private tellTokensWithin(steps: number): void {
    const together = tokensTogether(this.running.all(), this.step, steps, this.model.tokensPerStep);
    if (together > 0) this.listener.tokenGaps(0, 1, together, 0);
  }

  private contextOf(sequence: S): number {
    return contextAfter(sequence, this.step, this.model.tokensPerStep);
  }

  private secondsOf(steps: number): number {
    return runSeconds(this.stepTime(), this.context(), this.model.tokensPerStep, steps) * this.runPace;
  }

  private stepsReaching(seconds: number, most: number): number {
    return stepsToReach(this.stepTime(), this.context(), this.model.tokensPerStep, seconds / this.runPace, most);
  }

  private stepTime() {
    return this.model.decodeStepCurve(this.running.size);
  }

  private context(): number {
    return this.contextTokens / this.running.size;
  }
}
