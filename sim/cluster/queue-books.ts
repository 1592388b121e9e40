/** What waiting in a pool's queue is like: how many wait, for how long, beside whom with nothing to do, since when too long. */
import type { HoldUps } from '../../reports/record/index.js';
import type { Kernel } from '../core/kernel.js';
import type { InFlight } from './in-flight.js';
import { PromiseWatch } from './promise-watch.js';
import { StageMeter } from './stage-meter.js';
import type { WorkerBooks } from './worker-books.js';

/** What kind of wait it is. */
export interface QueueBooksOptions {
  /** The longest wait that keeps the promise; seconds. */
  readonly mostWait_s: number;
  /** The name of a wait that is too long, among a request's hold-ups. */
  readonly shortage: keyof Pick<HoldUps, 'promptsShortSince_s' | 'roomShortSince_s'>;
  /** Whether those who wait are bound to a worker, so that another one may have nothing to do meanwhile. */
  readonly isBound: boolean;
}

/** The books of one pool's queue. */
export class QueueBooks {
  readonly meter = new StageMeter();
  private readonly watch: PromiseWatch;

  constructor(
    private readonly kernel: Kernel,
    private readonly workers: WorkerBooks,
    private readonly options: QueueBooksOptions,
  ) {
    this.watch = new PromiseWatch(options.mostWait_s);
  }

  /** A request begins to wait. */
  enter(inFlight: InFlight, stage: 'queued' | 'decode_queued'): void {
    const now_s = this.kernel.now;
    inFlight.stage = stage;
    inFlight.stageSince_s = now_s;
    if (this.options.isBound) inFlight.idleBefore_s = this.workers.idle_s;
    inFlight.shortBefore_s = this.watch.since_s;
    this.meter.enter(now_s);
  }

  /** Ends the wait of a request that is served now. */
  leave(inFlight: InFlight): void {
    const { stageSince_s, shortBefore_s } = inFlight;
    const now_s = this.kernel.now;
    this.meter.leave(now_s, stageSince_s);
    this.noteIdleElsewhere(inFlight);
    this.noteShortage(inFlight, this.watch.note(now_s - stageSince_s, stageSince_s, shortBefore_s));
  }

  /** Books the wait of a request that goes unserved; its stage is ended by whoever takes it out. */
  noteUnserved(inFlight: InFlight): void {
    const { stageSince_s, shortBefore_s } = inFlight;
    this.noteIdleElsewhere(inFlight);
    this.noteShortage(inFlight, this.watch.noteUnserved(this.kernel.now - stageSince_s, stageSince_s, shortBefore_s));
  }

  private noteShortage({ stages }: InFlight, since_s: number | undefined): void {
    if (since_s !== undefined) stages.held[this.options.shortage] = since_s;
  }

  private noteIdleElsewhere({ stages, idleBefore_s }: InFlight): void {
    if (idleBefore_s === undefined) return;
    const idle_s = this.workers.idle_s - idleBefore_s;
    if (idle_s > 0) stages.add('idleElsewhere_s', idle_s);
  }
}
