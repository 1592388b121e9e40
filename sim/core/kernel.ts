/**
 * The clock of a simulation: schedules events and runs them in order. Knows nothing of requests or workers; the model
 * registers one handler per kind of event.
 */
import { EventQueue, MAX_KINDS } from './event-queue.js';

/** A kind of event: `priority` orders events of the same instant, the lower first. */
export interface EventKind<Target> {
  readonly index: number;
  readonly priority: number;
  /** Carries the target's type; never set. */
  readonly target?: Target;
}

type Handler = (target: never) => void;

/** The clock of one simulation, and what is to happen on it. */
export class Kernel {
  private readonly queue = new EventQueue();
  private readonly handlers: Handler[] = [];
  private processedCount = 0;
  /** The simulated time, seconds. */
  now = 0;

  /** Events run so far. */
  get processed(): number {
    return this.processedCount;
  }

  /** Time of the next event; Infinity when none is pending. */
  get nextTime(): number {
    return this.queue.nextTime();
  }

  /** Defines a kind of event and what happens then. Throws a RangeError beyond {@link MAX_KINDS}. */
  define<Target>(priority: number, handler: (target: Target) => void): EventKind<Target> {
    if (this.handlers.length === MAX_KINDS) throw new RangeError(`more than ${MAX_KINDS} kinds of events`);
    this.handlers.push(handler as Handler);
    return { index: this.handlers.length - 1, priority };
  }

  /** Schedules an event at `time_s`. Throws a RangeError for a time that is not a number or lies in the past. */
  at<Target>(time_s: number, kind: EventKind<Target>, target: Target): void {
    if (!(time_s >= this.now)) {
      throw new RangeError(`event of kind ${kind.index} scheduled at ${time_s} s, before now (${this.now} s)`);
    }
    this.queue.push(time_s, kind.priority, kind.index, target);
  }

  /** Runs the next event. Throws a RangeError when none is pending. */
  step(): void {
    if (this.queue.length === 0) throw new RangeError(`no event is pending at ${this.now} s`);
    this.now = this.queue.nextTime();
    this.processedCount++;
    this.queue.pop(this.dispatch);
  }

  /** Runs every event up to `time_s`, included, and those that they schedule until then; one at Infinity never comes. */
  runUntil(time_s: number): void {
    while (this.queue.nextTime() <= time_s && this.queue.nextTime() < Number.POSITIVE_INFINITY) this.step();
  }

  private readonly dispatch = (kind: number, target: unknown): void => {
    this.handlers[kind]!(target as never);
  };
}
