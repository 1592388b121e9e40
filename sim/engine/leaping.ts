/**
 * Continuous batching, from one change of the batch to the next. Between a join and a finish nothing is decided, so the run
 * of steps in between is one event whose time has a closed form; a join cuts the run at the end of the step it falls into.
 * Tells the same events as the stepping engine, which is its reference.
 */
import type { InFlight } from '../cluster/in-flight.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { EngineModel } from '../engine-model/index.js';
import { type PieceVisitor, runSeconds, stepsToReach, visitPieces } from '../engine-model/index.js';
import type { BatchListener, DecodeBatch } from './decode-batch.js';
import { FinishHeap } from './finish-heap.js';

/** A run of steps under way; `end` is its event, which a cut makes stale. */
interface Leap {
  steps: number;
  readonly end_s: number;
}

interface LeapEnd {
  readonly batch: LeapingBatch;
  readonly leap: Leap;
}

/** Defines the leap event once for a simulation; the returned function makes one batch per worker. */
export function leapingEngine(kernel: Kernel): (model: EngineModel, listener: BatchListener) => DecodeBatch {
  const leapEnd = kernel.define<LeapEnd>(PRIORITY.workEnd, ({ batch, leap }) => batch.endLeap(leap));
  return (model, listener) => new LeapingBatch(kernel, leapEnd, model, listener);
}

class LeapingBatch implements DecodeBatch {
  private readonly running = new FinishHeap();
  private joining: InFlight[] = [];
  /** Joined when the run began: their first gap is their own. */
  private fresh: InFlight[] = [];
  /** Steps done so far, tokens in context at this step, and when this step began. */
  private step = 0;
  private contextTokens = 0;
  private stepStart_s = 0;
  private leap?: Leap;
  private joined = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly leapEnd: EventKind<LeapEnd>,
    private readonly model: EngineModel,
    private readonly listener: BatchListener,
  ) {}

  get size(): number {
    return this.running.size + this.joining.length;
  }

  join(inFlight: InFlight): void {
    this.joining.push(inFlight);
    const { leap } = this;
    if (!leap) {
      this.startLeap();
      return;
    }
    const elapsed_s = this.kernel.now - this.stepStart_s;
    const steps = Math.max(1, stepsToReach(this.stepTime(), this.context(), elapsed_s, leap.steps));
    if (steps < leap.steps) this.schedule(steps);
  }

  sync(): void {
    const { leap } = this;
    if (!leap) return;
    const elapsed_s = this.kernel.now - this.stepStart_s;
    const reached = stepsToReach(this.stepTime(), this.context(), elapsed_s, leap.steps);
    const isWhole = runSeconds(this.stepTime(), this.context(), reached) <= elapsed_s;
    const done = Math.min(leap.steps - 1, isWhole ? reached : reached - 1);
    if (done <= 0) return;
    const end_s = this.stepStart_s + runSeconds(this.stepTime(), this.context(), done);
    this.deliver(done, end_s);
    leap.steps -= done;
  }

  settle(): void {
    this.sync();
    for (const { inFlight, finishStep } of this.running.all()) {
      const delivered = inFlight.request.outputTokens - (finishStep - this.step);
      if (delivered > inFlight.delivered) inFlight.lastToken_s = this.stepStart_s;
      inFlight.delivered = delivered;
    }
  }

  endLeap(leap: Leap): void {
    if (leap !== this.leap) return;
    this.deliver(leap.steps, leap.end_s);
    delete this.leap;
    const finished: InFlight[] = [];
    while (this.running.size > 0 && this.running.nextFinish <= this.step) {
      const { inFlight } = this.running.pop();
      inFlight.delivered = inFlight.request.outputTokens;
      inFlight.lastToken_s = leap.end_s;
      this.contextTokens -= inFlight.request.inputTokens + inFlight.delivered;
      finished.push(inFlight);
    }
    if (this.size > 0) this.startLeap();
    for (const inFlight of finished) this.listener.finished(inFlight);
  }

  private startLeap(): void {
    this.stepStart_s = this.kernel.now;
    this.fresh = this.joining;
    this.joining = [];
    for (const inFlight of this.fresh) {
      const finishStep = this.step + inFlight.request.outputTokens - inFlight.delivered;
      this.running.push({ inFlight, finishStep, order: this.joined++ });
      this.contextTokens += inFlight.request.inputTokens + inFlight.delivered;
    }
    this.schedule(this.running.nextFinish - this.step);
  }

  private schedule(steps: number): void {
    const leap = { steps, end_s: this.stepStart_s + runSeconds(this.stepTime(), this.context(), steps) };
    this.leap = leap;
    this.kernel.at(Math.max(this.kernel.now, leap.end_s), this.leapEnd, { batch: this, leap });
  }

  /** Tells the gaps of the next `steps` steps and moves on to the end of the last, `end_s`. */
  private deliver(steps: number, end_s: number): void {
    const { size } = this.running;
    let left = steps;
    if (this.fresh.length > 0) {
      const first_s = this.model.decodeStepSeconds(size, this.contextTokens);
      this.tellFirstGaps(first_s);
      this.contextTokens += size;
      left--;
    }
    visitPieces(this.stepTime(), this.context(), left, this.tellPiece);
    this.contextTokens += size * left;
    this.step += steps;
    this.stepStart_s = end_s;
  }

  private readonly tellPiece: PieceVisitor = (first_s, increment_s, steps) =>
    this.listener.tokenGaps(first_s, this.running.size, steps, increment_s);

  private tellFirstGaps(first_s: number): void {
    const end_s = this.stepStart_s + first_s;
    let continuing = this.running.size;
    for (const inFlight of this.fresh) {
      if (inFlight.lastToken_s === this.stepStart_s) continue;
      this.listener.tokenGaps(end_s - inFlight.lastToken_s!, 1, 1, 0);
      continuing--;
    }
    if (continuing > 0) this.listener.tokenGaps(first_s, continuing, 1, 0);
    this.fresh = [];
  }

  private stepTime() {
    return this.model.decodeStepCurve(this.running.size);
  }

  private context(): number {
    return this.contextTokens / this.running.size;
  }
}
