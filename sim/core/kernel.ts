/**
 * The clock of a simulation: schedules events and runs them in order. Knows nothing of requests or workers; the model
 * registers one handler per kind of event.
 */
import { EventQueue } from './event-queue.js';

/** A kind of event: `priority` orders events of the same instant, the lower first. */
export interface EventKind<Target> {
  readonly index: number;
  readonly priority: number;
  /** Carries the target's type; never set. */
  readonly target?: Target;
}

type Handler = (target: never) => void;

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

  /** Defines a kind of event and what happens then. */
  define<Target>(priority: number, handler: (target: Target) => void): EventKind<Target> {
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

  /** Runs the next event. There must be one. */
  step(): void {
    this.now = this.queue.nextTime();
    this.processedCount++;
    this.queue.pop(this.dispatch);
  }

  private readonly dispatch = (kind: number, target: unknown): void => {
    this.handlers[kind]!(target as never);
  };
}
