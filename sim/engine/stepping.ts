/**
 * Continuous batching, one iteration at a time. Each step gives every request of the batch one token; it takes as long
 * as the profile says for this batch size and this much context. Requests join and leave between steps only.
 */
import type { InFlight } from '../cluster/in-flight.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import type { EngineModel } from '../engine-model/index.js';
import type { BatchListener, DecodeBatch } from './decode-batch.js';

/** Defines the step event once for a simulation; the returned function makes one batch per worker. */
export function steppingEngine(kernel: Kernel): (model: EngineModel, listener: BatchListener) => DecodeBatch {
  const stepEnd = kernel.define<SteppingBatch>(PRIORITY.workEnd, (batch) => batch.endStep());
  return (model, listener) => new SteppingBatch(kernel, stepEnd, model, listener);
}

class SteppingBatch implements DecodeBatch {
  private running: InFlight[] = [];
  private joining: InFlight[] = [];
  /** Tokens in the context of all running requests. */
  private contextTokens = 0;
  private stepStart_s?: number;

  constructor(
    private readonly kernel: Kernel,
    private readonly stepEnd: EventKind<SteppingBatch>,
    private readonly model: EngineModel,
    private readonly listener: BatchListener,
  ) {}

  get size(): number {
    return this.running.length + this.joining.length;
  }

  join(inFlight: InFlight): void {
    this.joining.push(inFlight);
    if (this.stepStart_s === undefined) this.startStep();
  }

  sync(): void {
    // every step tells its gaps when it ends
  }

  settle(): void {
    // every step brings its requests up to date
  }

  endStep(): void {
    const now_s = this.kernel.now;
    const finished = this.deliverTokens(now_s);
    delete this.stepStart_s;
    if (this.size > 0) this.startStep();
    for (const inFlight of finished) this.listener.finished(inFlight);
  }

  private startStep(): void {
    for (const inFlight of this.joining) {
      this.running.push(inFlight);
      this.contextTokens += inFlight.request.inputTokens + inFlight.delivered;
    }
    this.joining = [];
    this.stepStart_s = this.kernel.now;
    const seconds = this.model.decodeStepSeconds(this.running.length, this.contextTokens);
    this.kernel.at(this.kernel.now + seconds, this.stepEnd, this);
  }

  /** Gives each running request one token and returns those that are complete. */
  private deliverTokens(now_s: number): InFlight[] {
    const step_s = now_s - this.stepStart_s!;
    let continuing = 0;
    const still: InFlight[] = [];
    const finished: InFlight[] = [];
    for (const inFlight of this.running) {
      if (inFlight.lastToken_s === this.stepStart_s) continuing++;
      else this.listener.tokenGaps(now_s - inFlight.lastToken_s!, 1, 1, 0);
      inFlight.lastToken_s = now_s;
      inFlight.delivered++;
      this.contextTokens++;
      if (inFlight.delivered < inFlight.request.outputTokens) {
        still.push(inFlight);
      } else {
        this.contextTokens -= inFlight.request.inputTokens + inFlight.delivered;
        finished.push(inFlight);
      }
    }
    if (continuing > 0) this.listener.tokenGaps(step_s, continuing, 1, 0);
    this.running = still;
    return finished;
  }
}
