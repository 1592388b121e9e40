/** Hostile servers: each does one thing wrong, and the error class that it must be told as. */

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import type { ErrorClass } from '../client/error-class.js';
import { httpChunk, readRequests, wholeResponse } from './http-lines.js';

export interface Beast {
  /** What it does; it may keep the socket open for ever. */
  serve(socket: Socket): void;
  /** What the client must say; `undefined`: the request is completed all the same. */
  readonly expected: ErrorClass | undefined;
  /** Seconds that the test must allow for a first token; default: a fraction of one. */
  readonly patience_s?: number;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const TOKEN = `data: {"choices":[{"index":0,"delta":{"content":" hé"},"finish_reason":null}]}\n\n`;
const FINISH = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;
const LAST = '0\r\n\r\n';
const TEN_MEGABYTES = 10_000_000;
const LATER_MS = 20;

const opening = (text: string) => HEAD + httpChunk(text);

export const ZOO = {
  'never answers': { serve: () => undefined, expected: 'first_token_timeout' },
  'sends headers byte by byte and never ends them': {
    serve: (socket) => drip(socket, HEAD.slice(0, -4)),
    expected: 'first_token_timeout',
  },
  'sends headers and no token': { serve: (socket) => socket.write(HEAD), expected: 'first_token_timeout' },
  'sends comments instead of tokens': {
    serve: (socket) => {
      socket.write(HEAD);
      repeat(socket, httpChunk(': still here\n\n'));
    },
    expected: 'first_token_timeout',
  },
  'stalls in mid-stream': { serve: (socket) => socket.write(opening(TOKEN)), expected: 'gap_timeout' },
  'never ends': {
    serve: (socket) => {
      socket.write(HEAD);
      repeat(socket, httpChunk(TOKEN));
    },
    expected: 'total_timeout',
  },
  'resets in mid-token': {
    serve: (socket) => {
      socket.write(opening(TOKEN) + httpChunk(TOKEN.slice(0, 30)));
      setTimeout(() => socket.resetAndDestroy(), LATER_MS);
    },
    expected: 'stream_reset',
  },
  'closes before it answers': { serve: (socket) => socket.end(), expected: 'reset' },
  'ends the body early': { serve: (socket) => socket.write(opening(TOKEN) + LAST), expected: 'truncated' },
  'closes the connection early': {
    serve: (socket) => socket.end(opening(TOKEN)),
    expected: 'stream_reset',
  },
  'sends no token at all': { serve: (socket) => socket.write(opening(FINISH) + LAST), expected: 'empty' },
  'sends garbage for events': {
    serve: (socket) => socket.write(opening('data: {"choices": [oops\n\n') + LAST),
    expected: 'bad_event',
  },
  'sends bytes that are no event at all': {
    serve: (socket) => socket.write(opening('\u0000\u0001 nonsense\n\n') + LAST),
    expected: 'empty',
  },
  'speaks no HTTP': { serve: (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), expected: 'protocol' },
  'answers 429': {
    serve: (socket) =>
      socket.write('HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 4\r\n\r\nbusy'),
    expected: 'rate_limited',
  },
  'answers 503': {
    serve: (socket) => socket.write(wholeResponse('503 Service Unavailable', 'text/plain', 'no')),
    expected: 'overloaded',
  },
  'answers 500': {
    serve: (socket) => socket.write(wholeResponse('500 Internal Server Error', 'application/json', '{}')),
    expected: 'server_error',
  },
  'answers 404': {
    serve: (socket) => socket.write(wholeResponse('404 Not Found', 'text/plain', 'no such model')),
    expected: 'client_error',
  },
  'answers with a web page': {
    serve: (socket) => socket.write(wholeResponse('200 OK', 'text/html', '<h1>Welcome</h1>')),
    expected: 'content_type',
  },
  'tells of an error in mid-stream': {
    serve: (socket) => socket.write(opening(`${TOKEN}data: {"error":{"message":"out of memory"}}\n\n`) + LAST),
    expected: 'stream_error',
  },
  'sends one chunk of 10 MB': {
    serve: (socket) => {
      const text = 'x'.repeat(TEN_MEGABYTES);
      socket.write(opening(`data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n${FINISH}`) + LAST);
    },
    expected: undefined,
  },
  'never ends an event': {
    serve: (socket) => {
      socket.write(HEAD);
      repeat(socket, httpChunk(`data: ${'x'.repeat(TEN_MEGABYTES)}`));
    },
    expected: 'oversized',
    patience_s: 20,
  },
  'splits every byte': { serve: (socket) => drip(socket, opening(TOKEN + FINISH) + LAST, 0), expected: undefined },
  'ends lines with CRLF, with comments between': {
    serve: (socket) => socket.write(opening(`: hello\n\n${TOKEN}: again\n\n${FINISH}`.replaceAll('\n', '\r\n')) + LAST),
    expected: undefined,
  },
} satisfies Record<string, Beast>;

/** Starts a server that treats every request like this. */
export async function startBeast({ serve }: Beast): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    readRequests(socket, () => serve(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes byte by byte. */
function drip(socket: Socket, text: string, pause_ms = 10): void {
  const bytes = Buffer.from(text);
  let at = 0;
  const next = () => {
    if (socket.destroyed || at >= bytes.length) return;
    socket.write(bytes.subarray(at, ++at));
    if (pause_ms > 0) setTimeout(next, pause_ms);
    else setImmediate(next);
  };
  next();
}

function repeat(socket: Socket, text: string): void {
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(text)), LATER_MS);
  socket.on('close', () => clearInterval(timer));
}
