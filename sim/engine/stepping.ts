/** The reference engine: every step is an event, and every decoding sequence is visited in every step. */
import type { EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { BatchingEngine } from './batching.js';
import type { EngineFactory, StepCount } from './engine.js';
import { contextAfter, deliveredAfter, stepsToFinish } from './progress.js';
import type { Sequence } from './sequence.js';

interface StepEnd<S extends Sequence> {
  readonly engine: SteppingEngine<S>;
}

/** Defines the step event once for a simulation; the returned function makes the engine of one worker. */
export function steppingEngine<S extends Sequence>(kernel: Kernel, steps: StepCount): EngineFactory<S> {
  const kind = kernel.define<StepEnd<S>>(PRIORITY.workEnd, (end) => end.engine.end(end));
  const begin = kernel.define<BatchingEngine<S>>(PRIORITY.stepBegin, (engine) => engine.endWait());
  return (model, limits, listener, decodesHere) => {
    const engine = new SteppingEngine<S>(kernel, model, limits, listener, decodesHere, begin, steps);
    engine.kind = kind;
    return engine;
  };
}

class SteppingEngine<S extends Sequence> extends BatchingEngine<S> {
  kind!: EventKind<StepEnd<S>>;
  private running: S[] = [];
  private step = 0;
  private pending: StepEnd<S> | undefined;

  protected get decoding(): number {
    return this.running.length;
  }

  protected seat(sequence: S): void {
    sequence.joinStep = this.step;
    sequence.finishStep = this.step + stepsToFinish(sequence, this.model.tokensPerStep);
    this.running.push(sequence);
  }

  protected unseat(sequence: S): void {
    this.running = this.running.filter((other) => other !== sequence);
    this.leaveSums(sequence, this.contextOf(sequence));
  }

  protected decoders(): readonly S[] {
    return this.running;
  }

  decodeBlocks(): number {
    if (this.kv.reservesFully) return 0;
    let blocks = 0;
    for (const sequence of this.running)
      blocks += this.kv.blocksFor(this.contextOf(sequence)) - this.kv.sharedOf(sequence);
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

  end(end: StepEnd<S>): void {
    if (end !== this.pending) return;
    this.kv.reclaim();
    const begun: S[] = [];
    const finished = this.deliverTokens(this.kernel.now, begun);
    this.endStep(begun, finished);
  }

  /** Gives each decoding sequence the tokens of this step; returns those that are complete, `begun` takes the first tokens. */
  private deliverTokens(now_s: number, begun: S[]): S[] {
    this.step++;
    const finished: S[] = [];
    const still: S[] = [];
    for (const sequence of this.running) {
      const delivered = deliveredAfter(sequence, this.step, this.model.tokensPerStep);
      if (sequence.delivered === 0) {
        sequence.firstToken_s = now_s;
        sequence.hasBegun = true;
        begun.push(sequence);
      } else {
        this.listener.tokenGaps(now_s - sequence.lastToken_s!, 1, 1, 0);
      }
      if (delivered > sequence.delivered + 1) this.listener.tokenGaps(0, 1, delivered - sequence.delivered - 1, 0);
      sequence.delivered = delivered;
      sequence.lastToken_s = now_s;
      this.listener.tokens?.(sequence);
      if (this.step < sequence.finishStep) still.push(sequence);
      else finished.push(sequence);
    }
    this.contextTokens += this.running.length * this.model.tokensPerStep;
    this.running = still;
    for (const sequence of finished) this.leaveSums(sequence, this.contextOf(sequence));
    return finished;
  }

  private contextOf(sequence: S): number {
    return contextAfter(sequence, this.step, this.model.tokensPerStep);
  }
}
