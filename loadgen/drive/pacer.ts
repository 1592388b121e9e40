/** Wakes at an absolute time; the next wake-up does not inherit a delay. */
import { Alarm } from './alarm.js';

/** One waking at a time: the earliest that was asked for. */
export class Pacer {
  private alarm: Alarm | undefined;
  private timer: NodeJS.Timeout | undefined;
  private due_ms = Number.POSITIVE_INFINITY;

  constructor(private readonly wake: () => void) {}

  /** Wakes at `due_ms` of the process's clock, unless an earlier time is set already. */
  at(due_ms: number): void {
    if (due_ms >= this.due_ms) return;
    this.due_ms = due_ms;
    this.alarm ??= new Alarm(this.fire);
    clearTimeout(this.timer);
    if (this.alarm.isReady) this.alarm.set(due_ms);
    else this.timer = setTimeout(this.fire, Math.ceil(due_ms - performance.now())); // until the alarm's thread is up
  }

  /** Wakes no more; `at` may not be called again. */
  close(): void {
    clearTimeout(this.timer);
    this.alarm?.close();
    this.due_ms = Number.NEGATIVE_INFINITY;
  }

  private readonly fire = () => {
    if (this.due_ms === Number.NEGATIVE_INFINITY) return;
    this.due_ms = Number.POSITIVE_INFINITY;
    this.wake();
  };
}
