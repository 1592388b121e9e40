/** The times that only a client can measure: how late it was itself, and what came how long after the send. */
import type { ClientView, RequestEnd } from '../record/events.js';

/** Those that count from the send or from the first token, in the order of the record's columns. */
export const TIMES_FROM_SEND = [
  'ttft_sent_ms',
  'e2e_sent_ms',
  'second_token_ms',
  'first_reasoning_ms',
  'first_answer_ms',
  'connect_ms',
] as const;

/** All of them, by the names of columns and figures. */
export const CLIENT_TIMES = ['lateness_ms', ...TIMES_FROM_SEND] as const;
/** One of {@link CLIENT_TIMES}. */
export type ClientTime = (typeof CLIENT_TIMES)[number];

/** Seconds, though the names are those of milliseconds; undefined where the request did not come so far. */
export function clientTimes(
  { arrival_s, firstToken_s, lastToken_s, status }: RequestEnd,
  { started_s, sent_s, secondToken_s, firstReasoning_s, firstAnswer_s, connect_s }: ClientView,
): Readonly<Record<ClientTime, number | undefined>> {
  return {
    lateness_ms: started_s - arrival_s,
    ttft_sent_ms: since(sent_s, firstToken_s),
    e2e_sent_ms: status === 'completed' ? since(sent_s, lastToken_s) : undefined,
    second_token_ms: since(firstToken_s, secondToken_s),
    first_reasoning_ms: since(sent_s, firstReasoning_s),
    first_answer_ms: since(sent_s, firstAnswer_s),
    connect_ms: connect_s,
  };
}

function since(from_s: number | undefined, to_s: number | undefined): number | undefined {
  return from_s === undefined || to_s === undefined ? undefined : to_s - from_s;
}
