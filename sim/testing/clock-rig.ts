/** A clock with a hand on it: something is done at a time, and nothing happens before the test says so. For tests. */
import { type EventKind, Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';

/** A clock on which tests act. */
export class ClockRig {
  readonly kernel = new Kernel();
  private readonly action: EventKind<() => void>;

  /** What is done at a time comes with this priority among the events of its instant. */
  constructor(priority: number = PRIORITY.tick) {
    this.action = this.kernel.define<() => void>(priority, (act) => act());
  }

  /** Does something at a time. */
  at(time_s: number, act: () => void): void {
    this.kernel.at(time_s, this.action, act);
  }

  /** Runs until a time, which is the clock's when it returns. */
  until(time_s: number): void {
    this.at(time_s, () => undefined);
    this.kernel.runUntil(time_s);
  }
}
