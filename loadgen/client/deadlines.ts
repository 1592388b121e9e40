/** Time limits of every exchange in flight, watched by one timer: a timer for each would be reset on every token. */
import type { ErrorClass } from './error-class.js';
import type { Exchange } from './exchange.js';

/** Seconds; an absent limit does not exist. */
export interface TimeLimits {
  readonly first_token_s?: number | undefined;
  readonly gap_s?: number | undefined;
  readonly total_s?: number | undefined;
}

const LEAST_SWEEP_MS = 10;
const MOST_SWEEP_MS = 100;
/** A limit is kept to a twentieth of the shortest one. */
const SWEEPS_PER_LIMIT = 20;

export class Deadlines {
  private readonly started = new Map<Exchange, number>();
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(private readonly limits: TimeLimits) {
    const shortest_s = Math.min(...Object.values(limits).filter((limit) => limit !== undefined));
    if (!Number.isFinite(shortest_s)) return;
    const sweep_ms = Math.min(MOST_SWEEP_MS, Math.max(LEAST_SWEEP_MS, (shortest_s * 1000) / SWEEPS_PER_LIMIT));
    this.timer = setInterval(() => this.sweep(performance.now()), sweep_ms);
  }

  watch(exchange: Exchange): void {
    this.started.set(exchange, performance.now());
  }

  forget(exchange: Exchange): void {
    this.started.delete(exchange);
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Ends what is over its limit at `now_ms`. A stalled client must not blame the server: see below. */
  sweep(now_ms: number): void {
    for (const [exchange, start_ms] of this.started) {
      const overdue = overdueBy(exchange, start_ms, now_ms, this.limits);
      // what has already arrived is read first: the sockets are polled after the timers
      if (overdue) setImmediate(() => this.endIfStill(exchange, start_ms));
    }
  }

  private endIfStill(exchange: Exchange, start_ms: number): void {
    const overdue = overdueBy(exchange, start_ms, performance.now(), this.limits);
    if (overdue && this.started.has(exchange)) exchange.abort(overdue);
  }
}

function overdueBy(exchange: Exchange, start_ms: number, now_ms: number, limits: TimeLimits): ErrorClass | undefined {
  const over = (since_ms: number, limit_s: number | undefined) =>
    limit_s !== undefined && now_ms - since_ms > limit_s * 1000;
  if (over(start_ms, limits.total_s)) return 'total_timeout';
  if (exchange.firstToken_ms === undefined) {
    return over(exchange.sent_ms ?? start_ms, limits.first_token_s) ? 'first_token_timeout' : undefined;
  }
  return over(exchange.lastToken_ms ?? start_ms, limits.gap_s) ? 'gap_timeout' : undefined;
}
