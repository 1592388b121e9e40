/** Time for the daemon: seconds that never step, and the wall clock only to see whether it does. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The time that a daemon lives by; tests have one that they move. */
export interface Clock {
  /** Seconds since some instant, never back and never in leaps. */
  now_s(): number;
  /** The wall clock, in milliseconds since 1970. */
  wall_ms(): number;
  /** Resolves when `now_s` is at least this, or the signal is aborted. */
  until(time_s: number, signal: AbortSignal): Promise<void>;
}

/** A clock that is 0 at `origin_ms` of the process's time. */
export function clockSince(origin_ms: number): Clock {
  const now_s = () => (performance.now() - origin_ms) / 1000;
  return {
    now_s,
    wall_ms: () => Date.now(),
    async until(time_s, signal) {
      // a long timer may fire a little early by this clock, so ask again
      while (!signal.aborted && now_s() < time_s) {
        const left_ms = Math.ceil((time_s - now_s()) * 1000);
        await sleep(Math.max(1, left_ms), undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
