/** Time limits of every exchange in flight, watched by one timer: a timer for each would be reset on every token. */
import type { ErrorClass } from './error-class.js';
import type { Exchange } from './exchange.js';

/** Seconds; an absent limit does not exist. */
export interface TimeLimits {
  readonly first_token_s?: number | undefined;
  readonly gap_s?: number | undefined;
  readonly total_s?: number | undefined;
}

interface Watched {
  readonly start_ms: number;
  readonly cancel_ms: number | undefined;
}

const LEAST_SWEEP_MS = 10;
const MOST_SWEEP_MS = 100;
/** A limit is kept to a twentieth of the shortest one. */
const SWEEPS_PER_LIMIT = 20;

/** Ends exchanges that are over a limit; each is watched until it is forgotten. */
export class Deadlines {
  private readonly watched = new Map<Exchange, Watched>();
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: TimeLimits) {
    const shortest_s = Math.min(...Object.values(limits).filter((limit) => limit !== undefined));
    if (!Number.isFinite(shortest_s)) return;
    const sweep_ms = Math.min(MOST_SWEEP_MS, Math.max(LEAST_SWEEP_MS, (shortest_s * 1000) / SWEEPS_PER_LIMIT));
    this.timer = setInterval(() => this.sweep(performance.now()), sweep_ms);
  }

  /** `cancelAfter_s`: when its client loses interest. */
  watch(exchange: Exchange, cancelAfter_s?: number): void {
    const start_ms = performance.now();
    const cancel_ms = cancelAfter_s === undefined ? undefined : start_ms + cancelAfter_s * 1000;
    this.watched.set(exchange, { start_ms, cancel_ms });
  }

  forget(exchange: Exchange): void {
    this.watched.delete(exchange);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Ends what is over its limit at `now_ms`. */
  sweep(now_ms: number): void {
    for (const [exchange, watched] of this.watched) {
      const overdue = overdueBy(exchange, watched, now_ms, this.limits);
      // what has already arrived is read first: the sockets are polled after the timers
      if (overdue) setImmediate(() => this.endIfStill(exchange, watched));
    }
  }

  private endIfStill(exchange: Exchange, watched: Watched): void {
    const overdue = overdueBy(exchange, watched, performance.now(), this.limits);
    if (overdue && this.watched.has(exchange)) exchange.abort(overdue);
  }
}

function overdueBy(
  exchange: Exchange,
  { start_ms, cancel_ms }: Watched,
  now_ms: number,
  limits: TimeLimits,
): ErrorClass | undefined {
  if (cancel_ms !== undefined && now_ms > cancel_ms) return 'cancelled';
  const over = (since_ms: number, limit_s: number | undefined) =>
    limit_s !== undefined && now_ms - since_ms > limit_s * 1000;
  if (over(start_ms, limits.total_s)) return 'total_timeout';
  if (exchange.firstToken_ms === undefined) {
    return over(exchange.sent_ms ?? start_ms, limits.first_token_s) ? 'first_token_timeout' : undefined;
  }
  return over(exchange.lastToken_ms ?? start_ms, limits.gap_s) ? 'gap_timeout' : undefined;
}
