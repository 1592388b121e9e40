/**
 * In which form a stream is sent. Server-sent events, unless a bare `curl` asks: the deployment guide pipes its streaming
 * request into `jq`, which stops at the first `data:`. A curl that names no type of its own gets each chunk as a line of JSON;
 * `-H 'Accept: text/event-stream'` gives it the events.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** How the JSON texts of a stream are framed. */
export interface StreamForm {
  readonly contentType: string;
  /** Around each JSON text. */
  readonly before: string;
  readonly after: string;
  /** After the last one. */
  readonly end: string;
}

const EVENTS: StreamForm = {
  contentType: 'text/event-stream',
  before: 'data: ',
  after: '\n\n',
  end: 'data: [DONE]\n\n',
};

const JSON_LINES: StreamForm = { contentType: 'application/jsonl', before: '', after: '\n', end: '' };

/** The form for a request with these headers. */
export function streamForm({ accept, 'user-agent': agent }: IncomingHttpHeaders): StreamForm {
  const isBareCurl = /^curl\//.test(agent ?? '') && (accept === undefined || accept === '*/*');
  return isBareCurl ? JSON_LINES : EVENTS;
}
