/** A clock that the test moves; the wall clock beside it may be made to step. */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../daemon/clock.js';

/** Turns of the event loop that a tick over in-memory parts is done in. */
const TURNS = 20;

export class VirtualClock implements Clock {
  private time_s = 0;
  private readonly sleepers = new Set<{ until_s: number; wake: () => void }>();
  wallOffset_ms = 1.7e12;

  now_s(): number {
    return this.time_s;
  }

  wall_ms(): number {
    return this.time_s * 1000 + this.wallOffset_ms;
  }

  until(until_s: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || until_s <= this.time_s) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.sleepers.add({ until_s, wake });
      signal.addEventListener('abort', wake);
    });
  }

  /** Lets time go by, waking who waits in the order of their times. */
  async pass(seconds: number): Promise<void> {
    const end_s = this.time_s + seconds;
    for (;;) {
      await this.settle();
      const next = [...this.sleepers]
        .filter(({ until_s }) => until_s <= end_s)
        .sort((a, b) => a.until_s - b.until_s)[0];
      if (!next) break;
      this.sleepers.delete(next);
      this.time_s = Math.max(this.time_s, next.until_s);
      next.wake();
    }
    this.time_s = end_s;
    await this.settle();
  }

  /** Time goes by while nobody gets a turn. */
  block(seconds: number): void {
    this.time_s += seconds;
  }

  private async settle(): Promise<void> {
    for (let i = 0; i < TURNS; i++) await setImmediate();
  }
}
