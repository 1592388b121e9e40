/** The reference engine: every step is an event, and every decoding sequence is visited in every step. */
import type { InFlight } from '../cluster/in-flight.js';
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { BatchingEngine } from './batching.js';
import type { EngineFactory, StepCount } from './engine.js';
import { contextAfter, deliveredAfter, stepsToFinish } from './progress.js';

interface StepEnd {
  readonly engine: SteppingEngine;
}

/** Defines the step event once for a simulation; the returned function makes the engine of one worker. */
export function steppingEngine(kernel: Kernel, steps: StepCount): EngineFactory {
  const kind = kernel.define<StepEnd>(PRIORITY.workEnd, (end) => end.engine.end(end));
  const begin = kernel.define<BatchingEngine>(PRIORITY.stepBegin, (engine) => engine.endWait());
  return (model, limits, listener, decodesHere) => {
    const engine = new SteppingEngine(kernel, model, limits, listener, decodesHere, begin, steps);
    engine.kind = kind;
    return engine;
  };
}

class SteppingEngine extends BatchingEngine {
  kind!: EventKind<StepEnd>;
  private running: InFlight[] = [];
  private step = 0;
  private pending: StepEnd | undefined;

  protected get decoding(): number {
    return this.running.length;
  }

  protected seat(inFlight: InFlight): void {
    inFlight.joinStep = this.step;
    inFlight.finishStep = this.step + stepsToFinish(inFlight, this.model.tokensPerStep);
    this.running.push(inFlight);
  }

  protected unseat(inFlight: InFlight): void {
    this.running = this.running.filter((other) => other !== inFlight);
    this.leaveSums(inFlight, this.contextOf(inFlight));
  }

  protected decoders(): readonly InFlight[] {
    return this.running;
  }

  decodeBlocks(): number {
    if (this.kv.reservesFully) return 0;
    let blocks = 0;
    for (const inFlight of this.running)
      blocks += this.kv.blocksFor(this.contextOf(inFlight)) - this.kv.sharedOf(inFlight);
    return blocks;
  }

  decodeBlocksBound(): number {
    return this.decodeBlocks();
  }

  protected scheduleChunkedStep(seconds: number): void {
    this.steps.single++;
    this.pending = { engine: this };
    this.kernel.at(this.kernel.now + seconds, this.kind, this.pending);
  }

  protected scheduleDecoding(): void {
    this.scheduleChunkedStep(this.model.decodeStepSeconds(this.decoding, this.contextTokens) * this.pace);
  }

  protected cut(): void {
    // every step ends by itself
  }

  sync(): void {
    // every step tells its gaps when it ends
  }

  settle(): void {
    // every step brings its sequences up to date
  }

  override stop(): void {
    super.stop();
    this.pending = undefined;
  }

  end(end: StepEnd): void {
    if (end !== this.pending) return;
    this.kv.reclaim();
    const begun: InFlight[] = [];
    const finished = this.deliverTokens(this.kernel.now, begun);
    this.endStep(begun, finished);
  }

  /** Gives each decoding sequence the tokens of this step; returns those that are complete, `begun` takes the first tokens. */
  private deliverTokens(now_s: number, begun: InFlight[]): InFlight[] {
    this.step++;
    const finished: InFlight[] = [];
    const still: InFlight[] = [];
    for (const inFlight of this.running) {
      const delivered = deliveredAfter(inFlight, this.step, this.model.tokensPerStep);
      if (inFlight.delivered === 0) {
        inFlight.firstToken_s = now_s;
        begun.push(inFlight);
      } else {
        this.listener.tokenGaps(now_s - inFlight.lastToken_s!, 1, 1, 0);
      }
      if (delivered > inFlight.delivered + 1) this.listener.tokenGaps(0, 1, delivered - inFlight.delivered - 1, 0);
      inFlight.delivered = delivered;
      inFlight.lastToken_s = now_s;
      if (this.step < inFlight.finishStep) still.push(inFlight);
      else finished.push(inFlight);
    }
    this.contextTokens += this.running.length * this.model.tokensPerStep;
    this.running = still;
    for (const inFlight of finished) this.leaveSums(inFlight, this.contextOf(inFlight));
    return finished;
  }

  private contextOf(inFlight: InFlight): number {
    return contextAfter(inFlight, this.step, this.model.tokensPerStep);
  }
}
