/** Which failures the scenario's clients send again, and how long they wait first: the rules of the simulated clients. */
import type { ClientsSpec } from '../../scenarios/index.js';
import type { RandomStream } from '../../scenarios/random/index.js';
import { ERROR_CLASSES, type ErrorClass } from '../client/error-class.js';
import type { Exchange } from '../client/exchange.js';

/** What would only fail again. */
const HOPELESS: ReadonlySet<ErrorClass> = new Set(['client_error', 'content_type', 'dns', 'tls', 'oversized']);
const AGAIN: ReadonlySet<string> = new Set(['failed', 'rejected', 'timed_out']);

/** Whether clients that try again do so after this exchange. */
export function isWorthAnotherTry({ errorClass }: Exchange): boolean {
  return errorClass !== undefined && AGAIN.has(ERROR_CLASSES[errorClass]) && !HOPELESS.has(errorClass);
}

/** The server's Retry-After, else a wait that grows, drawn evenly between half and one and a half of its mean. */
export function pauseBefore_ms(
  attempts: number,
  { retryAfter_s }: Exchange,
  { backoff_s, factor }: ClientsSpec['retries'],
  random: RandomStream,
): number {
  return 1000 * (retryAfter_s ?? backoff_s * factor ** (attempts - 1) * (0.5 + random.next()));
}
