/** Which failures may be sent again, and how long to wait first. Nothing is, unless the scenario asks. */
import type { ErrorClass } from '../client/error-class.js';
import type { Exchange } from '../client/exchange.js';

/** Refusals and connections that ended before an answer; whoever got a token is never sent again. */
const AGAIN: ReadonlySet<ErrorClass> = new Set([
  'rate_limited',
  'overloaded',
  'reset',
  'connect_refused',
  'connect_failed',
]);
const FIRST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 10_000;

export function isWorthAnotherTry({ errorClass }: Exchange): boolean {
  return errorClass !== undefined && AGAIN.has(errorClass);
}

/** The server's Retry-After, else a pause that doubles. `attempts`: sends so far. */
export function pauseBefore_ms(attempts: number, retryAfter_s: number | undefined): number {
  return Math.min(
    MOST_PAUSE_MS,
    retryAfter_s === undefined ? FIRST_PAUSE_MS * 2 ** (attempts - 1) : retryAfter_s * 1000,
  );
}
