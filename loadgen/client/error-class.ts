/** What went wrong with a request, in a closed list: the column `error_class`, and the status that goes with it. */
import type { RequestStatus } from '../../reports/index.js';

/** The status of a request by the class of its error. */
export const ERROR_CLASSES = {
  connect_refused: 'failed',
  connect_timeout: 'timed_out',
  connect_failed: 'failed',
  dns: 'failed',
  tls: 'failed',
  reset: 'failed', // the connection ended before the response began
  stream_reset: 'failed', // the connection ended inside the response
  protocol: 'failed', // not HTTP
  rate_limited: 'rejected', // 429
  overloaded: 'rejected', // 503
  client_error: 'failed', // another 4xx, or a redirect
  server_error: 'failed', // another 5xx
  content_type: 'failed', // a stream was asked for, something else came
  bad_event: 'failed', // an event that is no JSON object
  stream_error: 'failed', // the server told of an error inside the stream
  truncated: 'failed', // the body ended without a finish
  empty: 'failed', // the body ended without a token
  oversized: 'failed', // one event or body beyond the limit
  first_token_timeout: 'timed_out',
  gap_timeout: 'timed_out',
  total_timeout: 'timed_out',
  cancelled: 'cancelled', // by the client, in mid-run
  unfinished: 'unfinished', // the run ended first
} as const satisfies Record<string, Exclude<RequestStatus, 'completed'>>;

/** What went wrong with a request. */
export type ErrorClass = keyof typeof ERROR_CLASSES;

const BY_CODE: Readonly<Record<string, ErrorClass>> = {
  ECONNREFUSED: 'connect_refused',
  UND_ERR_CONNECT_TIMEOUT: 'connect_timeout',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EHOSTUNREACH: 'connect_failed',
  ENETUNREACH: 'connect_failed',
  EADDRNOTAVAIL: 'connect_failed',
  EMFILE: 'connect_failed',
  ETIMEDOUT: 'connect_timeout',
};

/** The class of a transport error. `responding`: the response had begun; `started`: the request was on a connection. */
export function classOfTransportError(error: unknown, { started = false, responding = false } = {}): ErrorClass {
  const code = codeOf(error);
  const known = BY_CODE[code];
  if (known && !started) return known;
  if (isTls(code, error)) return 'tls';
  if (code.startsWith('HPE_') || (error as Error | undefined)?.name === 'HTTPParserError') return 'protocol';
  if (!started) return 'connect_failed';
  return responding ? 'stream_reset' : 'reset';
}

/** The class of a response status, or undefined for a success. */
export function classOfHttpStatus(status: number): ErrorClass | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 429) return 'rate_limited';
  if (status === 503) return 'overloaded';
  return status >= 500 ? 'server_error' : 'client_error';
}

function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}

function isTls(code: string, error: unknown): boolean {
  if (/^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/.test(code)) return true;
  return /TLS|SSL|certificate/.test((error as Error | undefined)?.message ?? '');
}
