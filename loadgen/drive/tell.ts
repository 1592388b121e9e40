/** An exchange as the run record tells it. */
import type { RequestEnd } from '../../reports/index.js';
import type { TrafficRequest } from '../../scenarios/index.js';
import { ERROR_CLASSES } from '../client/error-class.js';
import type { Exchange } from '../client/exchange.js';

/** The attempts that an exchange ended, on the process's clock. */
export interface Sending {
  /** When the first and the last attempt asked for a connection. */
  readonly begun_ms: number;
  readonly started_ms: number;
  readonly attempts: number;
  readonly target: string;
}

/** `toSeconds`: from the process's clock to the run's. */
export function requestEnd(
  request: TrafficRequest,
  exchange: Exchange,
  { begun_ms, started_ms, attempts, target }: Sending,
  toSeconds: (time_ms: number) => number,
): RequestEnd {
  const at = (time_ms: number | undefined) => (time_ms === undefined ? undefined : toSeconds(time_ms));
  const { usage, errorClass, chunks, sent_ms } = exchange;
  return {
    time_s: toSeconds(exchange.end_ms!),
    id: request.id,
    class: request.class,
    arrival_s: request.arrival_s,
    inputTokens: request.inputTokens,
    outputTokens: request.outputTokens,
    deliveredTokens: usage?.outputTokens ?? chunks,
    cachedTokens: usage?.cachedTokens ?? 0,
    firstToken_s: at(exchange.firstToken_ms),
    lastToken_s: at(exchange.lastToken_ms),
    status: errorClass ? ERROR_CLASSES[errorClass] : 'completed',
    attempts,
    client: {
      started_s: toSeconds(begun_ms),
      sent_s: at(sent_ms),
      secondToken_s: at(exchange.secondToken_ms),
      firstReasoning_s: at(exchange.firstReasoning_ms),
      firstAnswer_s: at(exchange.firstAnswer_ms),
      connect_s: sent_ms === undefined ? undefined : (sent_ms - started_ms) / 1000,
      chunks,
      sharedReads: exchange.sharedReads,
      usageInputTokens: usage?.inputTokens,
      usageOutputTokens: usage?.outputTokens,
      httpStatus: exchange.httpStatus,
      errorClass,
      target,
    },
  };
}
