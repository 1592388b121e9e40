/** Wakes at an absolute time. A timer is never early and up to 1 ms late; the next wake-up does not inherit the delay. */
export class Pacer {
  private timer: NodeJS.Timeout | undefined;
  private due_ms = Number.POSITIVE_INFINITY;

  constructor(private readonly wake: () => void) {}

  /** Wakes at `due_ms` of the process's clock, unless an earlier time is set already. */
  at(due_ms: number): void {
    if (due_ms >= this.due_ms) return;
    clearTimeout(this.timer);
    this.due_ms = due_ms;
    this.timer = setTimeout(this.fire, Math.ceil(due_ms - performance.now()));
  }

  clear(): void {
    clearTimeout(this.timer);
    this.due_ms = Number.POSITIVE_INFINITY;
  }

  private readonly fire = () => {
    this.due_ms = Number.POSITIVE_INFINITY;
    this.wake();
  };
}
