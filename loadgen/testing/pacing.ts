/** Calls back at absolute times, thousands at once: slots of one millisecond, one timer. */
const SLOT_MS = 1;

export class Pacing {
  private readonly slots = new Map<number, (() => void)[]>();
  private done = Math.floor(performance.now() / SLOT_MS);
  private timer: NodeJS.Timeout | undefined;
  private waiting = 0;

  /** Calls once, not before `due_ms` of the process's clock. */
  at(due_ms: number, call: () => void): void {
    if (this.waiting === 0) this.done = Math.floor(performance.now() / SLOT_MS);
    const slot = Math.max(this.done + 1, Math.ceil(due_ms / SLOT_MS));
    const calls = this.slots.get(slot);
    if (calls) calls.push(call);
    else this.slots.set(slot, [call]);
    this.waiting++;
    this.timer ??= setTimeout(this.tick, SLOT_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.slots.clear();
  }

  private readonly tick = () => {
    const now = Math.floor(performance.now() / SLOT_MS);
    while (this.done < now) {
      const calls = this.slots.get(++this.done);
      if (!calls) continue;
      this.slots.delete(this.done);
      this.waiting -= calls.length;
      for (const call of calls) call();
    }
    this.timer = this.waiting > 0 ? setTimeout(this.tick, SLOT_MS) : undefined;
  };
}
