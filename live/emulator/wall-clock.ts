/**
 * Plays a simulation on the wall clock: wakes when its next event is due and lets everything happen that is due by then, k
 * simulated seconds a second. Between two events the process sleeps. What was due long before it happens is lateness, which
 * somebody hears of.
 */
import type { OpenSimulation } from '../../sim/index.js';

const LONGEST_SLEEP_MS = 60_000;

/** Plays one simulation from {@link start} to {@link stop}, `speedup` simulated seconds a second. */
export class WallClock {
  private readonly origin_ms = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private due_s = Number.POSITIVE_INFINITY;

  /** `onLate` hears for every wake-up by how many seconds of the wall clock its first event was late. */
  constructor(
    private readonly simulation: OpenSimulation,
    private readonly speedup: number,
    private readonly onLate: (late_s: number) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Simulated seconds since the start, as the wall clock has it. */
  now_s(): number {
    return ((performance.now() - this.origin_ms) / 1000) * this.speedup;
  }

  /** Does something at this instant, after everything that is due before it. What goes wrong is told, and thrown again. */
  do<T>(action: (now_s: number) => T): T {
    try {
      this.catchUp();
      const result = action(this.now_s());
      this.schedule();
      return result;
    } catch (error) {
      this.onError(error);
      throw error;
    }
  }

  /** Sleeps until the next event. */
  start(): void {
    this.schedule();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.due_s = Number.POSITIVE_INFINITY;
  }

  private readonly wake = () => {
    this.due_s = Number.POSITIVE_INFINITY;
    try {
      this.catchUp();
      this.schedule();
    } catch (error) {
      this.onError(error);
    }
  };

  private catchUp(): void {
    const now_s = this.now_s();
    const { next_s } = this.simulation;
    if (next_s > now_s) return;
    this.onLate((now_s - next_s) / this.speedup);
    this.simulation.advance(now_s);
  }

  private schedule(): void {
    const { next_s } = this.simulation;
    if (next_s === this.due_s) return;
    clearTimeout(this.timer);
    this.due_s = next_s;
    const wait_ms = ((next_s - this.now_s()) * 1000) / this.speedup;
    this.timer = setTimeout(this.wake, Math.min(LONGEST_SLEEP_MS, Math.max(0, Math.ceil(wait_ms))));
  }
}
