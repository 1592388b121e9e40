/** Whole responses, and bodies read whole. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError } from './api/api-error.js';

const LARGEST_BODY_BYTES = 32 << 20;
const RETRY_AFTER_S = 1;

/** Sends a whole response. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Sends a refusal; one that passes says when to come back. */
export function sendError(response: ServerResponse, error: ApiError): void {
  const comeBack = error.status === 429 || error.status === 503;
  response.writeHead(error.status, {
    'content-type': 'application/json',
    ...(comeBack && { 'retry-after': String(RETRY_AFTER_S) }),
  });
  response.end(error.body);
}

/** Reads a request's body as text. Rejects with an {@link ApiError} (413) where it is too long. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > LARGEST_BODY_BYTES) throw new ApiError(413, 'invalid_request_error', 'The body is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
